import { useEffect, useState } from "preact/hooks";
import { answer, api, role, useAnswer, type Schemas } from "../../api";
import { language, now, phone, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { go, Link, type Params } from "../../router";
import { Badge, Button, Panel, Select, Table, tell, TextArea, TextField, Waiting } from "../../ui";
import { CancelDialog } from "../operator/CancelDialog";
import { cancelOrder, connectOrder, createOrder, editOrder, hasEnded } from "../operator/card";
import { draftOf, editOf, emptyForm, formOf, sameForm, type Form } from "../operator/form";
import { Recordings } from "../operator/Recordings";
import { words as operatorWords } from "../operator/words";
import { Editor } from "../owner/editing/Editor";
import { useSaving } from "../owner/editing/saving";
import { words as editingWords } from "../owner/editing/words";
import { ruleName } from "../owner/reports/rules";
import { robotWords } from "../owner/reports/words";
import { StateBadge } from "./OrdersPage";
import { words } from "./words";

/** One order, to be changed and moved, with everything about it; or a new one, at orders/new. */
export function OrderPage({ params }: { params: Params }) {
  const id = params.id ?? "new";
  return id === "new" ? <OrderEditor key="new" /> : <KnownOrder key={id} id={id} />;
}

function KnownOrder({ id }: { id: string }) {
  const order = useAnswer(() => answer(api.GET("/api/v1/orders/{id}", { params: { path: { id }, query: { language: language.value } } })), [id, language.value]);
  return <Waiting for={order}>{(o) => <OrderEditor of={o.order} history={o.history} again={order.again} />}</Waiting>;
}

interface Props {
  of?: Schemas["Order"];
  history?: readonly Schemas["OrderChange"][];
  again?: () => void;
}

function OrderEditor({ of, history, again }: Props) {
  const t = useWords(words);
  const card = useWords(operatorWords);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [was, setWas] = useState<Form>(() => (of ? formOf(of) : emptyForm));
  const [form, setForm] = useState<Form>(was);
  useEffect(() => {
    if (!of) return;
    setWas(formOf(of));
    setForm(formOf(of));
  }, [of?.changed_at]);
  const [ordered, setOrdered] = useState("");
  const [cancelling, askCancel] = useState(false);
  const running = of !== undefined && !hasEnded(of);
  const set = (key: keyof Form, field: string = key) => (text: string) => {
    saving.mend(field);
    setForm((f) => ({ ...f, [key]: text }));
  };
  const save = async () => {
    const edit = of && editOf(form, was);
    if (of && !edit) return;
    const saved = await saving.send(() => (of && edit ? editOrder(of.id, edit) : createOrder(draftOf(form, { phone: ordered }))));
    if (!saved) return;
    tell(of ? told.saved : card.created(saved.number));
    if (of) again?.();
    else go(`orders/${encodeURIComponent(saved.id)}`, undefined, true);
  };
  const cancel = async (whose: "client" | "office", why: string) => {
    askCancel(false);
    const cancelled = of && (await saving.send(() => cancelOrder(of.id, whose, why)));
    if (cancelled) again?.();
  };
  const connect = async () => {
    const joined = of && (await saving.send(() => connectOrder(of.id)));
    if (joined) tell(card.connecting);
  };
  useKeys(
    running
      ? [
          { keys: "Alt+X", label: card.cancelOrder, group: t.order, run: () => askCancel(true) },
          { keys: "Alt+K", label: card.connect, group: t.order, disabled: !of.driver, run: () => void connect() },
        ]
      : [],
  );
  return (
    <>
      <Editor
        title={of ? card.orderNumber(of.number) : t.newOrder}
        list="orders"
        typed={!sameForm(form, was) || ordered !== ""}
        busy={saving.busy}
        save={() => void save()}
        aside={
          running && (
            <>
              {of.driver && (
                <Button keys="Alt+K" onClick={() => void connect()}>
                  {card.connect}
                </Button>
              )}
              <Button kind="bad" keys="Alt+X" onClick={() => askCancel(true)}>
                {card.cancelOrder}
              </Button>
            </>
          )
        }
        after={of && <About order={of} history={history ?? []} moved={() => again?.()} />}
      >
        {!of && <TextField label={t.number} type="tel" required value={ordered} change={setOrdered} error={saving.error("phone")} />}
        <TextField label={card.pickupLabel} required maxLength={200} value={form.pickup} change={set("pickup")} error={saving.error("pickup")} />
        <TextField label={card.destination} maxLength={200} value={form.destination} change={set("destination")} error={saving.error("destination")} />
        <TextField label={card.name} maxLength={100} value={form.name} change={set("name")} error={saving.error("name")} />
        <TextField label={card.dial} type="tel" value={form.dial} change={set("dial")} error={saving.error("dial")} />
        <TextField label={card.wanted} type="datetime-local" value={form.wanted} change={set("wanted", "wanted_at")} error={saving.error("wanted_at")} />
        <TextField label={card.crewGroup} value={form.crewGroup} change={set("crewGroup", "wishes.crew_group")} error={saving.error("wishes.crew_group")} />
        <TextField label={card.tariff} value={form.tariff} change={set("tariff", "wishes.tariff")} error={saving.error("wishes.tariff")} />
        <TextArea label={card.note} wide maxLength={1000} rows={3} value={form.note} change={set("note")} error={saving.error("note")} />
      </Editor>
      {cancelling && <CancelDialog cancel={(whose, why) => void cancel(whose, why)} close={() => askCancel(false)} />}
    </>
  );
}

/** What an order has been through: its states, the robot's calls about it, and what was said. */
function About({ order, history, moved }: { order: Schemas["Order"]; history: readonly Schemas["OrderChange"][]; moved: () => void }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <>
      <Panel title={t.state} aside={<StateBadge of={order.state} />}>
        <p class="filters">
          <span>{order.phone ? phone(order.phone) : ""}</span>
          {order.driver && <span>{`${t.driver} ${order.driver.callsign} ${order.driver.name ?? ""}`}</span>}
          {order.sum && <span>{order.sum}</span>}
        </p>
        {!hasEnded(order) && <MoveForm key={order.entry} order={order} moved={moved} />}
        <Table
          caption={t.history}
          rows={history}
          rowKey={(h) => String(h.entry)}
          empty={t.none}
          columns={[
            { name: "at", heading: t.when, cell: (h) => format.moment(h.at, now.peek()) },
            { name: "to", heading: t.state, cell: (h) => <StateBadge of={h.to} /> },
            { name: "by", heading: t.by, cell: (h) => h.by ?? "" },
            { name: "why", heading: t.because, cell: (h) => h.why ?? "" },
          ]}
        />
      </Panel>
      {role.value !== "operator" && <RobotCalls order={order} />}
      <div class="filters">
        <Recordings order={order.id} />
      </div>
    </>
  );
}

function RobotCalls({ order }: { order: Schemas["Order"] }) {
  const t = useWords(words);
  const rules = useWords(robotWords);
  const format = useFormat();
  const asked = useAnswer(() => answer(api.GET("/api/v1/robot/jobs", { params: { query: { order: order.id, limit: 50 } } })), [order.id, order.changed_at]);
  const jobs = asked.data?.jobs ?? [];
  if (jobs.length === 0) return null;
  return (
    <Panel title={rules.title}>
      <Table
        caption={rules.title}
        rows={jobs}
        rowKey={(j) => j.id}
        empty={t.none}
        columns={[
          { name: "at", heading: t.when, cell: (j) => format.moment(j.created_at, now.peek()) },
          { name: "rule", heading: t.rule, cell: (j) => ruleName(j.rule, rules) },
          { name: "result", heading: t.state, cell: (j) => <Badge>{j.result ? rules[j.result] : rules.open}</Badge> },
          { name: "call", heading: "", cell: (j) => j.call && <Link to={`calls/${encodeURIComponent(j.call)}`}>{t.call}</Link> },
        ]}
      />
    </Panel>
  );
}

/** Takes an order into another state, with a driver where it is given to one. */
function MoveForm({ order, moved }: { order: Schemas["Order"]; moved: () => void }) {
  const t = useWords(words);
  const stage = useWords(operatorWords).stage;
  const saving = useSaving();
  const states = useAnswer(() => answer(api.GET("/api/v1/order-states")), []);
  const drivers = useAnswer(() => answer(api.GET("/api/v1/drivers", { params: { query: { limit: 200 } } })), []);
  const [to, setTo] = useState("");
  const [driver, setDriver] = useState("");
  const [why, setWhy] = useState("");
  const others = (states.data?.states ?? []).filter((s) => s.id !== order.state.id);
  const move = async () => {
    const body = { state: to, from: [order.state.id], ...(driver && { driver }), ...(why.trim() && { why: why.trim() }) };
    const done = await saving.send(() => answer(api.POST("/api/v1/orders/{id}/state", { params: { path: { id: order.id } }, body })));
    if (done) tell(t.moved);
    moved();
  };
  return (
    <form
      class="filters"
      aria-label={t.move}
      onSubmit={(e) => {
        e.preventDefault();
        void move();
      }}
    >
      <Select label={t.moveTo} value={to} change={setTo} options={[{ value: "", label: "–" }, ...others.map((s) => ({ value: s.id, label: s.name ?? stage[s.stage] }))]} />
      <Select
        label={t.driver}
        value={driver}
        change={setDriver}
        error={saving.error("driver")}
        options={[{ value: "", label: order.driver?.callsign ?? "–" }, ...(drivers.data?.drivers ?? []).map((d) => ({ value: d.id, label: `${d.callsign} ${d.name}` }))]}
      />
      <TextField label={t.because} value={why} change={setWhy} maxLength={200} />
      <Button submit disabled={to === "" || saving.busy}>
        {t.move}
      </Button>
    </form>
  );
}
