import { answer, api, useAnswer } from "../../../api";
import { useWords } from "../../../i18n";
import { go } from "../../../router";
import { Badge, Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { asked, Search } from "../editing/List";
import { holds } from "./search";
import { words } from "./words";

/** Who answers calls. */
export function OperatorsPage() {
  const t = useWords(words);
  const { text } = asked();
  const operators = useAnswer(() => answer(api.GET("/api/v1/operators")), []);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.operators}</h1>
      <Panel title={t.operators}>
        <Search page="operators" label={t.searchOperators} add={{ to: "operators/new", label: t.newOperator }} />
        <Waiting for={operators}>
          {(all) => (
            <Table
              caption={t.operators}
              rows={all.operators.filter((o) => holds(text, o.id, o.name))}
              rowKey={(o) => o.id}
              open={(o) => go(`operators/${o.id}`)}
              empty={t.nobody}
              columns={[
                { name: "id", heading: t.extension, cell: (o) => <span class="strong">{o.id}</span> },
                { name: "name", heading: t.name, cell: (o) => o.name },
                { name: "queues", heading: t.queues, cell: (o) => o.queues.map((q) => (q.group ? `${q.queue} (${q.group})` : q.queue)).join(", ") },
                { name: "state", heading: t.state, cell: (o) => <Badge tone={o.status === "ready" ? "good" : o.status === "break" ? "warn" : "plain"}>{t.states[o.status]}</Badge> },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
