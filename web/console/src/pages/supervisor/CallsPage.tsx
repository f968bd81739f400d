import { useState } from "preact/hooks";
import { answer, api, useAnswer } from "../../api";
import { duration, now, phone, useFormat, useWords } from "../../i18n";
import { go, query } from "../../router";
import { Button, Panel, Table, TextField, Waiting } from "../../ui";
import { words as operatorWords } from "../operator/words";
import "./supervisor.css";
import { words } from "./words";

/** Every call, the newest first; each opens with why it went as it did. */
export function CallsPage() {
  const t = useWords(words);
  const { outcomes } = useWords(operatorWords);
  const format = useFormat();
  const caller = query.value.get("caller") ?? "";
  const operator = query.value.get("operator") ?? "";
  const after = query.value.get("after") ?? undefined;
  const [wanted, setWanted] = useState({ caller, operator });
  const asked = useAnswer(
    () => answer(api.GET("/api/v1/calls", { params: { query: { caller: caller || undefined, operator: operator || undefined, cursor: after, limit: 50 } } })),
    [caller, operator, after],
  );
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.history}</h1>
      <Panel title={t.history}>
        <form
          class="filters"
          onSubmit={(e) => {
            e.preventDefault();
            go("calls", wanted);
          }}
        >
          <TextField label={t.phone} type="tel" value={wanted.caller} change={(text) => setWanted({ ...wanted, caller: text })} />
          <TextField label={t.operator} value={wanted.operator} change={(text) => setWanted({ ...wanted, operator: text })} />
          <Button submit>{t.find}</Button>
        </form>
        <Waiting for={asked}>
          {({ calls, next_cursor }) => (
            <>
              <Table
                caption={t.history}
                rows={calls}
                rowKey={(c) => c.id}
                open={(c) => go(`calls/${encodeURIComponent(c.id)}`)}
                empty={t.noCalls}
                columns={[
                  { name: "when", heading: t.when, cell: (c) => format.moment(c.started_at, now.peek()) },
                  { name: "caller", heading: t.caller, cell: (c) => (c.caller ? phone(c.caller) : t.withheld) },
                  { name: "line", heading: t.line, cell: (c) => c.line },
                  { name: "operator", heading: t.operator, cell: (c) => c.operator ?? "" },
                  { name: "outcome", heading: t.outcome, cell: (c) => outcomes[c.outcome] },
                  { name: "waited", heading: t.waited, numbers: true, cell: (c) => duration(c.wait_seconds) },
                  { name: "talked", heading: t.talked, numbers: true, cell: (c) => duration(c.talk_seconds) },
                ]}
              />
              {next_cursor && (
                <p class="filters">
                  <Button onClick={() => go("calls", { caller, operator, after: next_cursor })}>{t.more}</Button>
                </p>
              )}
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
