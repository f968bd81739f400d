import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../api";
import { now, phone, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { go, query } from "../../router";
import { Badge, Button, Panel, Select, Table, TextField, Waiting, type Tone } from "../../ui";
import { words as operatorWords } from "../operator/words";
import "../supervisor/supervisor.css";
import { words } from "./words";

export type Stage = Schemas["OrderState"]["stage"];

const tones: Partial<Record<Stage, Tone>> = {
  finished: "good",
  cancelled_by_client: "bad",
  cancelled_by_office: "bad",
  no_show: "bad",
  no_cars: "warn",
  riding: "accent",
};

/** The state of an order, as the office calls it. */
export function StateBadge({ of }: { of: Schemas["OrderState"] }) {
  const stages = useWords(operatorWords).stage;
  return <Badge tone={tones[of.stage] ?? "plain"}>{of.name ?? stages[of.stage]}</Badge>;
}

const stages: readonly Stage[] = [
  "new", "searching", "no_cars", "assigned", "on_the_way", "arrived", "riding", "finished", "cancelled_by_client", "cancelled_by_office", "no_show",
];

/** What was ordered, the newest first. */
export function OrdersPage() {
  const t = useWords(words);
  const stageWords = useWords(operatorWords).stage;
  const format = useFormat();
  const given = { phone: query.value.get("phone") ?? "", only: query.value.get("only") ?? "" };
  const cursor = query.value.get("after") ?? undefined;
  const [wanted, setWanted] = useState(given);
  const orders = useAnswer(
    () =>
      answer(
        api.GET("/api/v1/orders", {
          params: { query: { phone: given.phone || undefined, open: given.only === "open" || undefined, stage: stages.find((s) => s === given.only), cursor, limit: 50 } },
        }),
      ),
    [given.phone, given.only, cursor],
  );
  useKeys([{ keys: "Alt+N", label: t.newOrder, group: t.orders, run: () => go("orders/new") }]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.orders}</h1>
      <Panel title={t.orders}>
        <form
          class="filters"
          onSubmit={(e) => {
            e.preventDefault();
            go("orders", wanted);
          }}
        >
          <TextField label={t.number} type="tel" value={wanted.phone} change={(text) => setWanted({ ...wanted, phone: text })} />
          <Select
            label={t.state}
            value={wanted.only}
            change={(only) => setWanted({ ...wanted, only })}
            options={[{ value: "", label: t.all }, { value: "open", label: t.open }, ...stages.map((value) => ({ value, label: stageWords[value] }))]}
          />
          <Button submit kind="primary">
            {t.show}
          </Button>
          <Button keys="Alt+N" onClick={() => go("orders/new")}>
            {t.newOrder}
          </Button>
        </form>
        <Waiting for={orders}>
          {(page) => (
            <>
              <Table
                caption={t.orders}
                rows={page.orders}
                rowKey={(o) => o.id}
                open={(o) => go(`orders/${encodeURIComponent(o.id)}`)}
                empty={t.none}
                columns={[
                  { name: "order", heading: t.order, cell: (o) => <span class="strong">{o.number}</span> },
                  { name: "when", heading: t.when, cell: (o) => format.moment(o.created_at, now.peek()) },
                  { name: "phone", heading: t.number, cell: (o) => (o.phone ? phone(o.phone) : "") },
                  { name: "pickup", heading: t.pickup, cell: (o) => o.pickup ?? "" },
                  { name: "destination", heading: t.destination, cell: (o) => o.destination ?? "" },
                  { name: "driver", heading: t.driver, cell: (o) => o.driver?.callsign ?? "" },
                  { name: "state", heading: t.state, cell: (o) => <StateBadge of={o.state} /> },
                ]}
              />
              {page.next_cursor && (
                <p class="filters">
                  <Button onClick={() => go("orders", { ...given, after: page.next_cursor })}>{t.more}</Button>
                </p>
              )}
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
