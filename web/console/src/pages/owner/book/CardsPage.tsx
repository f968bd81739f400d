import { useState } from "preact/hooks";
import { answer, api, Refusal, useAnswer, type Schemas } from "../../../api";
import { now, useFormat, useWords } from "../../../i18n";
import { go, type Params } from "../../../router";
import { Panel, Table, tell, TextArea, TextField, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { Editor } from "../editing/Editor";
import { asked, Search } from "../editing/List";
import { useSaving } from "../editing/saving";
import { lastDay, untilEnd, untilText } from "../editing/until";
import { words as editingWords } from "../editing/words";
import { words } from "./words";

type Card = Schemas["Card"];

/** The discount cards and passwords that callers dial (A10). */
export function CardsPage() {
  const t = useWords(words);
  const format = useFormat();
  const { text } = asked();
  const cards = useAnswer(() => answer(api.GET("/api/v1/cards")), []);
  const holds = (c: Card) => !c.until || new Date(c.until).getTime() > now.peek();
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.cards}</h1>
      <Panel title={t.cards}>
        <Search page="cards" label={t.cardNumber} add={{ to: "cards/new", label: t.newCard }} />
        <Waiting for={cards}>
          {(all) => (
            <Table
              caption={t.cards}
              rows={all.cards.filter((c) => !text || c.number.includes(text.trim()))}
              rowKey={(c) => c.number}
              open={(c) => go(`cards/${c.number}`)}
              empty={t.noCards}
              columns={[
                { name: "number", heading: t.card, cell: (c) => <span class="strong">{c.number}</span> },
                { name: "tariff", heading: t.tariff, cell: (c) => c.tariff },
                { name: "until", heading: t.until, cell: (c) => (c.until ? untilText(c.until, format) + (holds(c) ? "" : ` (${t.ranOut})`) : t.forGood) },
                { name: "note", heading: t.note, cell: (c) => c.note ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}

/** One card, to be changed; or a new one, at cards/new. */
export function CardPage({ params }: { params: Params }) {
  const number = params.number ?? "new";
  return number === "new" ? <CardEditor key="new" /> : <KnownCard key={number} number={number} />;
}

function KnownCard({ number }: { number: string }) {
  const card = useAnswer(async () => (await cardOf(number)) ?? Promise.reject(new Refusal(404, "")), [number]);
  return <Waiting for={card}>{(c) => <CardEditor of={c} />}</Waiting>;
}

/** The card of a number, if there is one. */
async function cardOf(number: string): Promise<Card | undefined> {
  const { cards } = await answer(api.GET("/api/v1/cards"));
  return cards.find((c) => c.number === number);
}

function formOf(c: Card | undefined) {
  return { number: c?.number ?? "", tariff: c?.tariff ?? "", until: lastDay(c?.until), note: c?.note ?? "" };
}

function CardEditor({ of }: { of?: Card }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [form, setForm] = useState(formOf(of));
  const set = (key: keyof typeof form) => (value: string) => {
    saving.mend(key);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const number = form.number.trim();
  const save = async () => {
    const body = { tariff: form.tariff.trim(), until: untilEnd(form.until, kept?.until), note: form.note || undefined };
    const saved = await saving.send(async () => {
      // The engine takes a card in or changes it; who adds one means to change none.
      if (!kept && (await cardOf(number))) throw new Refusal(409, "", { number: "is somebody else's" });
      return answer(api.PUT("/api/v1/cards/{number}", { params: { path: { number } }, body }));
    });
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    if (!kept) return go(`cards/${saved.number}`, undefined, true);
    setKept(saved);
    setForm(formOf(saved));
  };
  const remove = async () => {
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/cards/{number}", { params: { path: { number } } })), true));
    if (!removed) return;
    tell(told.removed);
    go("cards");
  };
  return (
    <Editor
      title={kept ? kept.number : t.newCard}
      list="cards"
      typed={JSON.stringify(form) !== JSON.stringify(formOf(kept))}
      busy={saving.busy}
      save={() => void save()}
      remove={kept && { ask: t.removeCard(kept.number), run: () => void remove() }}
    >
      <TextField
        label={t.cardNumber}
        required
        inputMode="numeric"
        pattern="[0-9]{3,20}"
        readOnly={kept !== undefined}
        value={form.number}
        change={set("number")}
        error={saving.error("number")}
      />
      <TextField label={t.tariff} required maxLength={100} value={form.tariff} change={set("tariff")} error={saving.error("tariff")} />
      <TextField label={t.until} hint={t.untilHint} type="date" value={form.until} change={set("until")} error={saving.error("until")} />
      <TextArea label={t.note} wide maxLength={1000} rows={3} value={form.note} change={set("note")} error={saving.error("note")} />
    </Editor>
  );
}
