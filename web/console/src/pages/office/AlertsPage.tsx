import { answer, api, useAnswer, type Schemas } from "../../api";
import { language, now, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { Badge, Button, Panel, Table, Waiting, type Tone } from "../../ui";
import "../supervisor/supervisor.css";
import { words } from "./words";

const tones: Record<Schemas["Notice"]["stage"], Tone> = { began: "bad", lasts: "warn", over: "good" };

/** What is wrong in the office (F1), and who was told. */
export function AlertsPage() {
  const t = useWords(words);
  const format = useFormat();
  const asked = useAnswer(() => answer(api.GET("/api/v1/alerts", { params: { query: { language: language.value } } })), [language.value]);
  const name = (a: Schemas["Alert"]) => [t.troubles[a.what], a.name].filter(Boolean).join(": ");
  useKeys([{ keys: "Alt+U", label: t.again, group: t.alerts, run: asked.again }]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.alerts}</h1>
      <Waiting for={asked}>
        {({ active, recent }) => (
          <>
            <Panel
              title={t.wrongNow}
              aside={
                <Button size="small" keys="Alt+U" onClick={asked.again}>
                  {t.again}
                </Button>
              }
            >
              <Table
                caption={t.wrongNow}
                rows={active}
                rowKey={(a) => `${a.what} ${a.name ?? ""}`}
                marked={() => true}
                empty={t.allWell}
                columns={[
                  { name: "what", heading: t.trouble, cell: (a) => <span class="strong">{name(a)}</span> },
                  { name: "since", heading: t.since, cell: (a) => format.moment(a.since, now.peek()) },
                  { name: "count", heading: t.count, numbers: true, cell: (a) => (a.count > 0 ? a.count : "") },
                  { name: "why", heading: t.because, cell: (a) => a.why ?? "" },
                ]}
              />
            </Panel>
            <Panel title={t.told}>
              <Table
                caption={t.told}
                rows={recent.map((r, n) => ({ ...r, n }))}
                rowKey={(r) => String(r.n)}
                empty={t.nobodyTold}
                columns={[
                  { name: "at", heading: t.when, cell: (r) => format.moment(r.at, now.peek()) },
                  { name: "stage", heading: t.state, cell: (r) => <Badge tone={tones[r.stage]}>{t.stages[r.stage]}</Badge> },
                  { name: "text", heading: t.message, cell: (r) => r.text },
                  { name: "to", heading: t.to, cell: (r) => r.told.map((x) => (x.failure ? `${x.to} (${t.notDelivered}: ${x.failure})` : x.to)).join(", ") },
                ]}
              />
            </Panel>
          </>
        )}
      </Waiting>
    </main>
  );
}
