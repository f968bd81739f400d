import { answer, api, useAnswer } from "../../api";
import { duration, language, now, phone, useFormat, useWords } from "../../i18n";
import { Link } from "../../router";
import { Badge, Panel, Table, Waiting } from "../../ui";
import "../supervisor/supervisor.css";
import { words } from "./words";

/** What callers complained of, and whether whom it concerns was told. */
export function ComplaintsPage() {
  const t = useWords(words);
  const format = useFormat();
  const asked = useAnswer(() => answer(api.GET("/api/v1/complaints", { params: { query: { limit: 200, language: language.value } } })), [language.value]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.complaints}</h1>
      <Panel title={t.complaints}>
        <Waiting for={asked}>
          {({ complaints }) => (
            <Table
              caption={t.complaints}
              rows={complaints}
              rowKey={(c) => c.id}
              empty={t.noComplaints}
              columns={[
                { name: "at", heading: t.when, cell: (c) => <Link to={`calls/${encodeURIComponent(c.call)}`}>{format.moment(c.at, now.peek())}</Link> },
                { name: "caller", heading: t.caller, cell: (c) => <span class="strong">{c.caller ? phone(c.caller) : t.withheld}</span> },
                { name: "line", heading: t.line, cell: (c) => c.line },
                { name: "order", heading: t.order, cell: (c) => c.order ?? "" },
                { name: "length", heading: t.length, numbers: true, cell: (c) => duration(c.length_seconds) },
                {
                  name: "mailed",
                  heading: t.mail,
                  cell: (c) =>
                    c.mailed_at ? (
                      <Badge tone="good">{`${t.mailed} ${format.moment(c.mailed_at, now.peek())}`}</Badge>
                    ) : (
                      <>
                        <Badge tone="warn">{t.notMailed}</Badge> <span class="muted">{c.problem ?? ""}</span>
                      </>
                    ),
                },
                { name: "file", heading: t.file, cell: (c) => <code>{c.file}</code> },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
