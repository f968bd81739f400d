import { useState } from "preact/hooks";
import { answer, api, useAnswer } from "../../api";
import { useWords } from "../../i18n";
import { Player } from "../../recordings/Player";
import { go, Link, query } from "../../router";
import { Button, Panel, Table, TextField, Waiting } from "../../ui";
import "../supervisor/supervisor.css";
import { beginning } from "./reports/chart";
import { words } from "./words";

const fields = ["operator", "order", "from", "to"] as const;
type Wanted = Record<(typeof fields)[number], string>;

/** What was said, to be heard: by operator, order and days. */
export function RecordingsPage() {
  const t = useWords(words);
  const given = Object.fromEntries(fields.map((f) => [f, query.value.get(f) ?? ""])) as Wanted;
  const [wanted, setWanted] = useState(given);
  const recordings = useAnswer(
    () =>
      answer(
        api.GET("/api/v1/recordings", {
          params: {
            query: {
              operator: given.operator || undefined,
              order: given.order || undefined,
              from: given.from ? beginning(given.from) : undefined,
              to: given.to ? beginning(given.to, 1) : undefined,
              limit: 100,
            },
          },
        }),
      ),
    fields.map((f) => given[f]),
  );
  const field = (name: keyof Wanted, label: string, type?: "date") => (
    <TextField label={label} type={type} value={wanted[name]} change={(text) => setWanted({ ...wanted, [name]: text })} />
  );
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.recordings}</h1>
      <Panel title={t.recordings}>
        <form
          class="filters"
          onSubmit={(e) => {
            e.preventDefault();
            go("recordings", wanted);
          }}
        >
          {field("from", t.from, "date")}
          {field("to", t.to, "date")}
          {field("operator", t.operator)}
          {field("order", t.order)}
          <Button submit kind="primary">
            {t.show}
          </Button>
        </form>
        <Waiting for={recordings}>
          {({ recordings: list }) => (
            <Table
              caption={t.recordings}
              rows={list}
              rowKey={(r) => r.id}
              empty={t.noRecordings}
              columns={[
                { name: "play", heading: t.when, cell: (r) => <Player of={r} /> },
                { name: "order", heading: t.order, cell: (r) => r.order ?? "" },
                { name: "call", heading: "", cell: (r) => <Link to={`calls/${encodeURIComponent(r.call)}`}>{t.call}</Link> },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
