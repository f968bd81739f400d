// Lists that are searched and read.
import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../api";
import { now, phone, useFormat, useWords } from "../../i18n";
import { go, query } from "../../router";
import { Badge, Button, Panel, Table, TextField, Waiting, type Tone } from "../../ui";
import { words as operatorWords } from "../operator/words";
import { Player } from "../supervisor/Player";
import "../supervisor/supervisor.css";
import { AddOperator, AddUser } from "./Adding";
import { words } from "./words";

/** A field that is looked for, kept in the page's address. */
function Search({ page, label }: { page: string; label: string }) {
  const t = useWords(words);
  const [text, setText] = useState(query.value.get("text") ?? "");
  return (
    <form
      class="filters"
      onSubmit={(e) => {
        e.preventDefault();
        go(page, { text });
      }}
    >
      <TextField label={label} type="search" value={text} change={setText} />
      <Button submit>{t.find}</Button>
    </form>
  );
}

function More({ page, cursor }: { page: string; cursor: string | undefined }) {
  const t = useWords(words);
  if (!cursor) return null;
  return (
    <p class="filters">
      <Button onClick={() => go(page, { text: query.value.get("text") ?? undefined, after: cursor })}>{t.more}</Button>
    </p>
  );
}

function asked(): { text: string | undefined; cursor: string | undefined } {
  return { text: query.value.get("text") || undefined, cursor: query.value.get("after") ?? undefined };
}

/** Who orders cars. */
export function ClientsPage() {
  const t = useWords(words);
  const { text, cursor } = asked();
  const clients = useAnswer(() => answer(api.GET("/api/v1/clients", { params: { query: { text, cursor, limit: 50 } } })), [text, cursor]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.clients}</h1>
      <Panel title={t.clients}>
        <Search page="clients" label={`${t.name}, ${t.number}`} />
        <Waiting for={clients}>
          {(page) => (
            <>
              <Table
                caption={t.clients}
                rows={page.clients}
                rowKey={(c) => c.id}
                empty={t.nobody}
                columns={[
                  { name: "name", heading: t.name, cell: (c) => <span class="strong">{c.name}</span> },
                  { name: "phones", heading: t.phones, cell: (c) => c.contacts.map((k) => phone(k.phone)).join(", ") },
                  { name: "card", heading: t.card, cell: (c) => c.number ?? "" },
                  { name: "standing", heading: "", cell: (c) => c.standing && <Badge tone={c.standing.list === "black" ? "bad" : "accent"}>{c.standing.list === "black" ? t.blackList : t.vipList}</Badge> },
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

const tones: Partial<Record<Schemas["OrderState"]["stage"], Tone>> = {
  finished: "good",
  cancelled_by_client: "bad",
  cancelled_by_office: "bad",
  no_show: "bad",
  no_cars: "warn",
  riding: "accent",
};

/** What was ordered, the newest first. */
export function OrdersPage() {
  const t = useWords(words);
  const stages = useWords(operatorWords).stage;
  const format = useFormat();
  const { text, cursor } = asked();
  const orders = useAnswer(() => answer(api.GET("/api/v1/orders", { params: { query: { phone: text, cursor, limit: 50 } } })), [text, cursor]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.orders}</h1>
      <Panel title={t.orders}>
        <Search page="orders" label={t.number} />
        <Waiting for={orders}>
          {(page) => (
            <>
              <Table
                caption={t.orders}
                rows={page.orders}
                rowKey={(o) => o.id}
                empty={t.noOrders}
                columns={[
                  { name: "order", heading: t.order, cell: (o) => <span class="strong">{o.number}</span> },
                  { name: "when", heading: t.when, cell: (o) => format.moment(o.created_at, now.peek()) },
                  { name: "phone", heading: t.number, cell: (o) => (o.phone ? phone(o.phone) : "") },
                  { name: "pickup", heading: t.pickup, cell: (o) => o.pickup ?? "" },
                  { name: "destination", heading: t.destination, cell: (o) => o.destination ?? "" },
                  { name: "driver", heading: t.driver, cell: (o) => o.driver?.callsign ?? "" },
                  { name: "state", heading: t.state, cell: (o) => <Badge tone={tones[o.state.stage] ?? "plain"}>{o.state.name ?? stages[o.state.stage]}</Badge> },
                ]}
              />
              <More page="orders" cursor={page.next_cursor} />
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}

/** What was said, to be heard. */
export function RecordingsPage() {
  const t = useWords(words);
  const { text } = asked();
  const recordings = useAnswer(() => answer(api.GET("/api/v1/recordings", { params: { query: { operator: text, limit: 50 } } })), [text]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.recordings}</h1>
      <Panel title={t.recordings}>
        <Search page="recordings" label={t.operator} />
        <Waiting for={recordings}>
          {({ recordings: list }) => (
            <Table
              caption={t.recordings}
              rows={list}
              rowKey={(r) => r.id}
              empty={t.noRecordings}
              columns={[
                { name: "play", heading: t.when, cell: (r) => <Player of={r} /> },
                { name: "operator", heading: t.operator, cell: (r) => r.operator ?? "" },
                { name: "order", heading: t.order, cell: (r) => r.order ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}

/** Who drives, who answers, and who logs in. */
export function PeoplePage() {
  const t = useWords(words);
  const drivers = useAnswer(() => answer(api.GET("/api/v1/drivers", { params: { query: { limit: 200 } } })), []);
  const operators = useAnswer(() => answer(api.GET("/api/v1/operators")), []);
  const users = useAnswer(() => answer(api.GET("/api/v1/users")), []);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.people}</h1>
      <Panel title={t.operators}>
        <AddOperator added={operators.again} />
        <Waiting for={operators}>
          {(all) => (
            <Table
              caption={t.operators}
              rows={all.operators}
              rowKey={(o) => o.id}
              empty={t.nobody}
              columns={[
                { name: "id", heading: t.extension, cell: (o) => <span class="strong">{o.id}</span> },
                { name: "name", heading: t.name, cell: (o) => o.name },
                { name: "queues", heading: t.queues, cell: (o) => o.queues.map((q) => q.queue).join(", ") },
              ]}
            />
          )}
        </Waiting>
      </Panel>
      <Panel title={t.drivers}>
        <Waiting for={drivers}>
          {(all) => (
            <Table
              caption={t.drivers}
              rows={all.drivers}
              rowKey={(d) => d.id}
              empty={t.nobody}
              columns={[
                { name: "callsign", heading: t.callsign, cell: (d) => <span class="strong">{d.callsign}</span> },
                { name: "name", heading: t.name, cell: (d) => d.name },
                { name: "phones", heading: t.phones, cell: (d) => d.phones.map(phone).join(", ") },
                { name: "car", heading: t.car, cell: (d) => [d.car?.colour, d.car?.make, d.car?.plate].filter(Boolean).join(" ") },
              ]}
            />
          )}
        </Waiting>
      </Panel>
      <Panel title={t.users}>
        <AddUser added={users.again} />
        <Waiting for={users}>
          {(all) => (
            <Table
              caption={t.users}
              rows={all.users}
              rowKey={(u) => u.login}
              empty={t.noUsers}
              columns={[
                { name: "login", heading: t.login, cell: (u) => <span class="strong">{u.login}</span> },
                { name: "name", heading: t.name, cell: (u) => u.name },
                { name: "role", heading: t.role, cell: (u) => t.roles[u.role] },
                { name: "extension", heading: t.extension, cell: (u) => u.operator ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}

/** What was done that somebody may ask about later. */
export function AuditPage() {
  const t = useWords(words);
  const format = useFormat();
  const audit = useAnswer(() => answer(api.GET("/api/v1/audit", { params: { query: { limit: 200 } } })), []);
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
                { name: "whom", heading: t.operator, cell: (e) => e.whom ?? "" },
                { name: "detail", heading: t.note, cell: (e) => e.detail ?? "" },
              ]}
            />
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
