// Lists that are searched and read.
import { answer, api, useAnswer, type Schemas } from "../../api";
import { now, phone, useFormat, useWords } from "../../i18n";
import { Badge, Panel, Table, Waiting, type Tone } from "../../ui";
import { words as operatorWords } from "../operator/words";
import "../supervisor/supervisor.css";
import { asked, More, Search } from "./editing/List";
import { words } from "./words";

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
