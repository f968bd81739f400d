import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { board, doingOf, type BoardOperator, type BoardQueue } from "../../live";
import { attempt, Badge, Button, Dialog, DialogButtons, tell, TextField, type Tone } from "../../ui";
import { transfer, type Target } from "./moves";
import { words } from "./words";

interface Props {
  call: string;
  own: string;
  close: () => void;
}

interface Choice {
  key: string;
  name: string;
  about: string;
  tone: Tone;
  to: Target;
  /** A queue answers nobody's questions. */
  attended: boolean;
}

/**
 * Where a call is to go. What is typed is looked for among operators and queues,
 * or is a number; arrows choose, Enter transfers, Shift+Enter talks first.
 */
export function TransferDialog({ call, own, close }: Props) {
  const t = useWords(words);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  // A colleague who called goes to a person, and at once; not to himself. Somebody whom the operator has called goes at once, too.
  const moved = board.value.calls.get(call);
  const inside = moved?.direction === "inside";
  const operators = [...board.value.operators.values()].filter((o) => !inside || o.id !== moved.made_by);
  const choices = found(text, own, operators, inside ? [] : [...board.value.queues.values()], {
    operator: (o) => t.doing[doingOf(o)],
    queue: (q) => `${t.waitingIn(q.waiting)}, ${t.readyIn(q.ready)}`,
    number: t.toNumber,
  }).map((c) => ({ ...c, attended: c.attended && moved?.direction === "in" }));
  const chosen = choices[Math.min(at, choices.length - 1)];

  const go = async (choice: Choice | undefined, attended: boolean) => {
    if (!choice) return;
    const first = attended && choice.attended;
    const done = await attempt(t.failed, async () => {
      await transfer(call, choice.to, first);
      return true;
    });
    if (!done) return;
    close();
    if (!first) tell(t.transferred);
  };

  const press = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown") setAt(Math.min(at + 1, choices.length - 1));
    else if (e.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (e.key === "Enter") void go(chosen, e.shiftKey);
    else return;
    e.preventDefault();
  };

  return (
    <Dialog title={t.transferTo} close={close}>
      <TextField
        label={t.filter}
        value={text}
        change={(v) => {
          setText(v);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul class="targets" aria-label={t.transferTo}>
        {choices.map((c, i) => (
          <li key={c.key}>
            <button type="button" aria-pressed={c === chosen} onClick={() => setAt(i)} onDblClick={() => void go(c, false)}>
              <span class="strong one-line">{c.name}</span>
              <Badge tone={c.tone}>{c.about}</Badge>
            </button>
          </li>
        ))}
        {choices.length === 0 && <li class="empty">{t.nobody}</li>}
      </ul>
      <DialogButtons>
        <Button onClick={close}>{t.cancel}</Button>
        <Button keys="Shift+Enter" disabled={!chosen?.attended} onClick={() => void go(chosen, true)}>
          {t.attended}
        </Button>
        <Button kind="primary" keys="Enter" disabled={!chosen} onClick={() => void go(chosen, false)}>
          {t.blind}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

interface Says {
  operator: (o: BoardOperator) => string;
  queue: (q: BoardQueue) => string;
  number: string;
}

/** Those that fit what was typed: the free first, then the other operators, then queues, then the number itself. */
export function found(text: string, own: string, operators: readonly BoardOperator[], queues: readonly BoardQueue[], says: Says): Choice[] {
  const wanted = text.trim().toLowerCase();
  const fits = (...words: string[]) => words.some((w) => w.toLowerCase().includes(wanted));
  const people = operators
    .filter((o) => o.id !== own && o.status !== "logged-out" && fits(o.id, o.name))
    .map((o) => ({ o, free: o.state === "free" && o.status === "ready" }))
    .sort((a, b) => Number(b.free) - Number(a.free) || a.o.id.localeCompare(b.o.id))
    .map(({ o, free }): Choice => ({ key: `o ${o.id}`, name: `${o.id} ${o.name}`, about: says.operator(o), tone: free ? "good" : "plain", to: { operator: o.id }, attended: true }));
  const lines = queues
    .filter((q) => fits(q.name))
    .map((q): Choice => ({ key: `q ${q.name}`, name: q.name, about: says.queue(q), tone: q.ready > 0 ? "good" : "plain", to: { queue: q.name }, attended: false }));
  const number = text.replace(/[\s()-]/g, "");
  const outside: Choice[] = /^\+?\d{3,15}$/.test(number)
    ? [{ key: "n", name: number, about: says.number, tone: "accent", to: { number }, attended: true }]
    : [];
  return [...people, ...lines, ...outside];
}
