import { answer, api, useAnswer, type Schemas } from "../../api";
import { language, now, phone, useFormat, useWords } from "../../i18n";
import { Badge, Panel, Table, Waiting, type Tone } from "../../ui";
import "../supervisor/supervisor.css";
import { words } from "./words";

const tones: Record<Schemas["Trunk"]["state"], Tone> = { up: "good", failing: "warn", down: "bad" };

/** The numbers of the office and where their callers go, and the ways to the network. */
export function LinesPage() {
  const t = useWords(words);
  const format = useFormat();
  const lines = useAnswer(() => answer(api.GET("/api/v1/lines")), []);
  const trunks = useAnswer(() => answer(api.GET("/api/v1/trunks", { params: { query: { language: language.value } } })), [language.value]);
  const target = (to: Schemas["LineTarget"]) => {
    if (to.queue) return `${t.queue} ${to.queue}`;
    if (to.operator) return `${t.operator} ${to.operator}`;
    if (to.menu) return `${t.menu} ${to.menu}`;
    if (to.free_driver) return t.freeDriver;
    if (to.balance) return t.balance;
    return to.complaint ? t.complaints : "";
  };
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.lines}</h1>
      <Panel title={t.lines}>
        <Waiting for={lines}>
          {(all) => (
            <Table
              caption={t.lines}
              rows={all.lines}
              rowKey={(l) => l.name}
              empty={t.none}
              columns={[
                { name: "name", heading: t.line, cell: (l) => <><span class="strong">{l.name}</span> {l.vip && <Badge tone="accent">VIP</Badge>}</> },
                { name: "numbers", heading: t.numbers, cell: (l) => l.numbers.map(phone).join(", ") },
                { name: "now", heading: t.now, cell: (l) => target(l.now) },
                { name: "to", heading: t.usually, cell: (l) => [target(l.to), ...l.when.map((w) => `${w.hours}: ${target(w.to)}`)].join("; ") },
                { name: "note", heading: t.note, cell: (l) => l.data.note ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
      <Panel title={t.trunks}>
        <Waiting for={trunks}>
          {(all) => (
            <Table
              caption={t.trunks}
              rows={all.trunks}
              rowKey={(k) => k.name}
              empty={t.none}
              columns={[
                { name: "name", heading: t.trunk, cell: (k) => <span class="strong">{k.name}</span> },
                { name: "state", heading: t.state, cell: (k) => <Badge tone={tones[k.state]}>{t.trunkStates[k.state]}</Badge> },
                { name: "since", heading: t.since, cell: (k) => (k.since ? format.moment(k.since, now.peek()) : "") },
                { name: "calls", heading: t.calls, numbers: true, cell: (k) => (k.calls_out ? (k.max_calls ? `${k.calls} / ${k.max_calls}` : k.calls) : t.inOnly) },
                { name: "cause", heading: t.because, cell: (k) => k.cause ?? "" },
                { name: "failed", heading: t.lastFailure, cell: (k) => (k.last_failure ? `${format.moment(k.last_failure.at, now.peek())}: ${k.last_failure.cause}` : "") },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
