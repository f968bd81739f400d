import { answer, api, useAnswer } from "../../../api";
import { phone, useWords } from "../../../i18n";
import { go } from "../../../router";
import { Badge, Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { asked, More, Search } from "../editing/List";
import { words } from "./words";

/** Who orders cars. */
export function ClientsPage() {
  const t = useWords(words);
  const { text, cursor } = asked();
  const clients = useAnswer(() => answer(api.GET("/api/v1/clients", { params: { query: { q: text, cursor, limit: 50 } } })), [text, cursor]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.clients}</h1>
      <Panel title={t.clients}>
        <Search page="clients" label={t.searchClients} add={{ to: "clients/new", label: t.newClient }} />
        <Waiting for={clients}>
          {(page) => (
            <>
              <Table
                caption={t.clients}
                rows={page.clients}
                rowKey={(c) => c.id}
                open={(c) => go(`clients/${c.id}`)}
                empty={t.nobody}
                columns={[
                  { name: "name", heading: t.name, cell: (c) => <span class="strong">{c.name}</span> },
                  { name: "phones", heading: t.phones, cell: (c) => c.contacts.map((k) => phone(k.phone)).join(", ") },
                  { name: "number", heading: t.number, cell: (c) => c.number ?? "" },
                  {
                    name: "standing",
                    heading: t.list,
                    cell: (c) => c.standing && <Badge tone={c.standing.list === "black" ? "bad" : "accent"}>{c.standing.list === "black" ? t.black : t.vip}</Badge>,
                  },
                  { name: "note", heading: t.note, cell: (c) => c.note ?? "" },
                ]}
              />
              <More page="clients" cursor={page.next_cursor} />
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
