import { answer, api, useAnswer } from "../../../api";
import { phone, useWords } from "../../../i18n";
import { go } from "../../../router";
import { Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import { asked, More, Search } from "../editing/List";
import { words } from "./words";

/** Who carries clients, in which car. */
export function DriversPage() {
  const t = useWords(words);
  const { text, cursor } = asked();
  const drivers = useAnswer(() => answer(api.GET("/api/v1/drivers", { params: { query: { q: text, cursor, limit: 50 } } })), [text, cursor]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.drivers}</h1>
      <Panel title={t.drivers}>
        <Search page="drivers" label={t.searchDrivers} add={{ to: "drivers/new", label: t.newDriver }} />
        <Waiting for={drivers}>
          {(page) => (
            <>
              <Table
                caption={t.drivers}
                rows={page.drivers}
                rowKey={(d) => d.id}
                open={(d) => go(`drivers/${d.id}`)}
                empty={t.nobody}
                columns={[
                  { name: "callsign", heading: t.callsign, cell: (d) => <span class="strong">{d.callsign}</span> },
                  { name: "name", heading: t.name, cell: (d) => d.name },
                  { name: "phones", heading: t.phones, cell: (d) => d.phones.map(phone).join(", ") },
                  { name: "car", heading: t.car, cell: (d) => [d.car?.colour, d.car?.make, d.car?.plate].filter(Boolean).join(" ") },
                  { name: "balance", heading: t.balance, numbers: true, cell: (d) => d.balance },
                ]}
              />
              <More page="drivers" cursor={page.next_cursor} />
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
