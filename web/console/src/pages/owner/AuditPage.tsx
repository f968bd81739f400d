import { answer, api, useAnswer } from "../../api";
import { language, useFormat, useWords } from "../../i18n";
import { Panel, Table, Waiting } from "../../ui";
import "../supervisor/supervisor.css";
import { words } from "./words";

// As details have it: "expires 2026-11-24T17:30:44Z".
const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** What was done that somebody may ask about later. */
export function AuditPage() {
  const t = useWords(words);
  const format = useFormat();
  const audit = useAnswer(() => answer(api.GET("/api/v1/audit", { params: { query: { limit: 200, language: language.value } } })), [language.value]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.audit}</h1>
      <Panel title={t.audit}>
        <Waiting for={audit}>
          {(page) => (
            <Table
              caption={t.audit}
              rows={page.entries.map((e, n) => ({ ...e, n }))}
              rowKey={(e) => String(e.n)}
              marked={(e) => e.refused}
              empty={t.noAudit}
              columns={[
                { name: "at", heading: t.when, cell: (e) => format.dateTime(e.at) },
                { name: "who", heading: t.who, cell: (e) => <span class="strong">{e.who}</span> },
                { name: "what", heading: t.what, cell: (e) => e.what },
                { name: "whom", heading: t.whom, cell: (e) => e.whom ?? "" },
                { name: "detail", heading: t.note, cell: (e) => (e.detail ?? "").replace(instants, (at) => format.dateTime(at)) },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
