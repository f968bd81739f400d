import { answer, api } from "../../api";
import { phone, useWords } from "../../i18n";
import { board, doingOf, type BoardCall, type BoardOperator } from "../../live";
import { Badge, Button, Counter, Panel, Table, attempt } from "../../ui";
import { toneOf } from "../operator/Beside";
import { nameOf } from "../operator/caller";
import { listen, mine, stop, type Mode } from "./listening";
import { Phones } from "./Phones";
import "./supervisor.css";
import { words } from "./words";

/** The office as it is now (E3), and listening in (E1). */
export function BoardPage() {
  const t = useWords(words);
  return (
    <main id="page" class="live-board">
      <h1 class="unseen">{t.board}</h1>
      <Queues />
      <Waiters />
      <Conversations />
      <Operators />
      <Trunks />
    </main>
  );
}

function Queues() {
  const t = useWords(words);
  return (
    <Panel title={t.queues}>
      <Table
        caption={t.queues}
        rows={[...board.value.queues.values()]}
        rowKey={(q) => q.name}
        empty={t.noQueues}
        marked={(q) => q.waiting > 0}
        columns={[
          { name: "name", heading: t.queue, cell: (q) => <span class="strong">{q.name}</span> },
          { name: "waiting", heading: t.waiting, numbers: true, cell: (q) => q.waiting },
          { name: "longest", heading: t.longest, numbers: true, cell: (q) => (q.waiting > 0 && q.longest_since ? <Counter from={q.longest_since} /> : "–") },
          { name: "ready", heading: t.ready, numbers: true, cell: (q) => q.ready },
          { name: "talking", heading: t.talking, numbers: true, cell: (q) => q.talking },
        ]}
      />
    </Panel>
  );
}

function Caller({ of }: { of: BoardCall }) {
  const t = useWords(words);
  const name = nameOf(of.name, of.caller);
  return (
    <span class="caller">
      <span class="strong">{of.caller ? phone(of.caller) : t.withheld}</span> {name && <span class="muted">{name}</span>}{" "}
      {of.vip && <Badge tone="accent">{t.vip}</Badge>}
    </span>
  );
}

const calls = (...stages: BoardCall["stage"][]) =>
  [...board.value.calls.values()].filter((c) => stages.includes(c.stage)).sort((a, b) => a.since.localeCompare(b.since));

function Waiters() {
  const t = useWords(words);
  return (
    <Panel title={t.waits}>
      <Table
        caption={t.waits}
        rows={calls("menu", "waiting", "ringing", "alone")}
        rowKey={(c) => c.id}
        empty={t.nobodyWaits}
        columns={[
          { name: "caller", heading: t.caller, cell: (c) => <Caller of={c} /> },
          { name: "line", heading: t.line, cell: (c) => [c.line, c.queue].filter(Boolean).join(" · ") },
          { name: "stage", heading: t.state, cell: (c) => t.stages[c.stage] },
          { name: "rings", heading: t.rings, cell: (c) => c.offered.join(", ") },
          { name: "since", heading: t.since, numbers: true, cell: (c) => <Counter from={c.since} /> },
        ]}
      />
    </Panel>
  );
}

function Conversations() {
  const t = useWords(words);
  const now = mine();
  return (
    <Panel title={t.talks} class="wide">
      {now && (
        <p class="hearing" role="status">
          {t.hearing(t.modes[now.mode], now.operator)}{" "}
          <Button size="small" onClick={() => void attempt(t.notListened, () => stop(now.id))}>
            {t.stop}
          </Button>
        </p>
      )}
      <Table
        caption={t.talks}
        rows={calls("talking", "held")}
        rowKey={(c) => c.id}
        empty={t.nobodyTalks}
        columns={[
          { name: "operator", heading: t.operator, cell: (c) => <span class="strong">{c.operator ? nameOfOperator(c.operator) : ""}</span> },
          { name: "caller", heading: t.caller, cell: (c) => <Caller of={c} /> },
          { name: "line", heading: t.line, cell: (c) => c.line },
          { name: "stage", heading: t.state, cell: (c) => <>{t.stages[c.stage]} {c.recorded && <Badge tone="bad">{t.recorded}</Badge>}</> },
          { name: "since", heading: t.since, numbers: true, cell: (c) => <Counter from={c.since} /> },
          { name: "listen", heading: t.listening, cell: (c) => (c.operator ? <ListenButtons operator={c.operator} /> : null) },
        ]}
      />
    </Panel>
  );
}

function nameOfOperator(id: string): string {
  const o = board.value.operators.get(id);
  return o ? `${id} ${o.name}` : id;
}

const modes: readonly Mode[] = ["listen", "whisper", "barge"];

function ListenButtons({ operator }: { operator: string }) {
  const t = useWords(words);
  const now = mine();
  return (
    <span class="listen-buttons" role="group" aria-label={`${t.listening}: ${nameOfOperator(operator)}`}>
      {modes.map((mode) => {
        const on = now?.operator === operator && now.mode === mode;
        return (
          <Button key={mode} size="small" kind={on ? "primary" : "plain"} aria-pressed={on} onClick={() => void attempt(t.notListened, () => listen(operator, mode))}>
            {t.modes[mode]}
          </Button>
        );
      })}
    </span>
  );
}

function Operators() {
  const t = useWords(words);
  const all = [...board.value.operators.values()].sort((a, b) => a.id.localeCompare(b.id));
  return (
    <Panel title={t.operators} class="wide">
      <Table
        caption={t.operators}
        rows={all}
        rowKey={(o) => o.id}
        empty={t.noOperators}
        columns={[
          { name: "operator", heading: t.operator, cell: (o) => <span class="strong">{`${o.id} ${o.name}`}</span> },
          { name: "state", heading: t.state, cell: (o) => <State of={o} /> },
          { name: "since", heading: t.since, numbers: true, cell: (o) => (o.state_since ? <Counter from={o.state_since} /> : "") },
          { name: "phones", heading: t.phones, cell: (o) => <Phones of={o} /> },
          { name: "queues", heading: t.queues, cell: (o) => o.queues.join(", ") },
          { name: "set", heading: "", cell: (o) => <SetStatus of={o} /> },
        ]}
      />
    </Panel>
  );
}

function State({ of }: { of: BoardOperator }) {
  const t = useWords(words);
  const doing = doingOf(of);
  return (
    <>
      <Badge tone={toneOf[doing]}>{t.states[doing]}</Badge> {of.status === "break" && <span class="muted">{of.reason}</span>}
    </>
  );
}

function SetStatus({ of }: { of: BoardOperator }) {
  const t = useWords(words);
  const set = (status: BoardOperator["status"]) =>
    void attempt(t.notListened, () => answer(api.PUT("/api/v1/operators/{id}/status", { params: { path: { id: of.id } }, body: { status } })));
  const choices = { ready: t.setReady, break: t.setBreak, "logged-out": t.setOut } as const;
  return (
    <span class="listen-buttons" role="group" aria-label={`${t.state}: ${of.id} ${of.name}`}>
      {(["ready", "break", "logged-out"] as const).map((s) => (
        <Button key={s} size="small" kind="quiet" aria-pressed={of.status === s} disabled={of.status === s} onClick={() => set(s)}>
          {choices[s]}
        </Button>
      ))}
    </span>
  );
}

function Trunks() {
  const t = useWords(words);
  return (
    <Panel title={t.trunks}>
      <Table
        caption={t.trunks}
        rows={[...board.value.trunks.values()]}
        rowKey={(k) => k.name}
        empty={t.noTrunks}
        columns={[
          { name: "name", heading: t.trunk, cell: (k) => <span class="strong">{k.name}</span> },
          { name: "state", heading: t.state, cell: (k) => k.state },
          { name: "calls", heading: t.inUse, numbers: true, cell: (k) => (k.max ? `${k.calls} / ${k.max}` : k.calls) },
        ]}
      />
    </Panel>
  );
}
