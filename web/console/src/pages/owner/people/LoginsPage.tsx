import { answer, api, useAnswer } from "../../../api";
import { useWords } from "../../../i18n";
import { go } from "../../../router";
import { Badge, Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { asked, Search } from "../editing/List";
import { holds } from "./search";
import { words } from "./words";

/** Who logs in, people and programs. */
export function LoginsPage() {
  const t = useWords(words);
  const { text } = asked();
  const users = useAnswer(() => answer(api.GET("/api/v1/users")), []);
  const operators = useAnswer(() => answer(api.GET("/api/v1/operators")), []);
  const names = new Map(operators.data?.operators.map((o) => [o.id, o.name]));
  const extension = (id: string) => (operators.data && !names.has(id) ? `${id} (${t.noOperator})` : `${id} ${names.get(id) ?? ""}`);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.logins}</h1>
      <Panel title={t.logins}>
        <Search page="log-ins" label={t.searchLogins} add={{ to: "log-ins/-new", label: t.newLogin }} />
        <Waiting for={users}>
          {(all) => (
            <Table
              caption={t.logins}
              rows={all.users.filter((u) => holds(text, u.login, u.name))}
              rowKey={(u) => u.login}
              open={(u) => go(`log-ins/${u.login}`)}
              empty={t.nobody}
              columns={[
                { name: "login", heading: t.login, cell: (u) => <span class="strong">{u.login}</span> },
                { name: "name", heading: t.name, cell: (u) => u.name },
                { name: "role", heading: t.role, cell: (u) => t.roles[u.role] },
                { name: "extension", heading: t.extension, cell: (u) => (u.operator ? extension(u.operator) : "") },
                { name: "disabled", heading: t.state, cell: (u) => u.disabled && <Badge tone="warn">{t.isDisabled}</Badge> },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
