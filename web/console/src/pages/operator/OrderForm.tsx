import { useEffect, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api";
import { phone as written, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { attempt, Badge, Button, tell, TextArea, TextField, type Tone } from "../../ui";
import { CancelDialog } from "./CancelDialog";
import { cancelOrder, connectOrder, createOrder, editOrder, hasEnded, type CallCard } from "./card";
import { setUnsaved } from "./CardPanel";
import { draftOf, editOf, emptyForm, formOf, localOf, sameForm, type Form, type Known } from "./form";
import { takenAddress } from "./taken";
import { words } from "./words";

type Order = Schemas["Order"];

interface Props {
  card: CallCard;
  /** Those that have not ended, the one the call is about first. */
  orders: readonly Order[];
  call: string;
  shown: boolean;
  /** Something was kept: the card is to be read again. */
  changed: () => void;
}

/** The order of a call, or the one that comes of it: to fill in, keep, cancel, connect. */
export function OrderForm({ card, orders, call, shown, changed }: Props) {
  const t = useWords(words);
  const [kept, setKept] = useState<Order | undefined>(orders[0]);
  const [was, setWas] = useState<Form>(() => startOf(kept, card));
  const [form, setForm] = useState<Form>(was);
  const [complaint, setComplaint] = useState(false);
  const [busy, setBusy] = useState(false);
  const [cancelling, askCancel] = useState(false);
  const place = useRef<HTMLFormElement>(null);
  const set = (key: keyof Form) => (text: string) => setForm((f) => ({ ...f, [key]: text }));

  const typed = !sameForm(form, was);
  useEffect(() => setUnsaved(call, typed), [typed]);
  // The engine knows more by now: what nobody has touched follows it.
  useEffect(() => {
    if (typed) return;
    const now = kept ? (orders.find((o) => o.id === kept.id) ?? kept) : orders[0];
    choose(now);
  }, [card]);
  useEffect(
    () =>
      takenAddress.subscribe((taken) => {
        if (taken?.call !== call) return;
        setForm((f) => ({ ...f, pickup: taken.pickup, destination: taken.destination || f.destination }));
        takenAddress.value = null;
      }),
    [],
  );
  useEffect(() => {
    // A card that opens is ready to be typed into; but nobody is torn out of another field.
    const at = document.activeElement;
    if (shown && (!at || at === document.body)) place.current?.querySelector("input")?.focus();
  }, [shown]);

  function choose(order: Order | undefined): void {
    const start = startOf(order, card);
    setKept(order);
    setWas(start);
    setForm(start);
    setComplaint(false);
  }

  const ended = kept ? hasEnded(kept) : false;

  const save = async () => {
    if (!form.pickup.trim()) {
      setComplaint(true);
      place.current?.querySelector("input")?.focus();
      return;
    }
    const edit = kept && editOf(form, was);
    if (busy || ended || edit === null) return;
    setBusy(true);
    const saved = await attempt(t.failed, () => (kept && edit ? editOrder(kept.id, edit) : createOrder(draftOf(form, knownOf(card, orders.length)))));
    setBusy(false);
    if (!saved) return;
    tell(kept ? t.saved : t.created(saved.number));
    choose(saved);
    changed();
  };
  const connect = () =>
    void attempt(t.failed, async () => {
      if (!kept) return;
      await connectOrder(kept.id);
      tell(t.connecting);
    });
  const cancel = async (whose: "client" | "office", why: string) => {
    askCancel(false);
    const cancelled = kept && (await attempt(t.failed, () => cancelOrder(kept.id, whose, why)));
    if (!cancelled) return;
    tell(t.cancelled);
    choose(cancelled);
    changed();
  };

  const running = kept !== undefined && !ended;
  useKeys(
    shown
      ? [
          { keys: "Ctrl+Enter", label: kept ? t.save : t.create, group: t.card, disabled: ended, run: () => void save() },
          { keys: "Alt+A", label: t.pickupLabel, group: t.card, run: () => place.current?.querySelector("input")?.focus() },
          { keys: "Alt+K", label: t.connect, group: t.card, disabled: !running || !kept.driver, run: connect },
          { keys: "Alt+X", label: t.cancelOrder, group: t.card, disabled: !running, run: () => askCancel(true) },
          { keys: "Alt+N", label: t.anotherOrder, group: t.card, disabled: !kept, run: () => choose(undefined) },
        ]
      : [],
  );

  return (
    <form
      ref={place}
      class="order"
      aria-label={kept ? t.orderNumber(kept.number) : t.newOrder}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <div class="order-head">
        {orders.length > 1 ? (
          orders.map((o) => (
            <button key={o.id} type="button" class="chip" aria-pressed={o.id === kept?.id} onClick={() => choose(o)}>
              {t.orderNumber(o.number)}
            </button>
          ))
        ) : (
          <h3>{kept ? t.orderNumber(kept.number) : t.newOrder}</h3>
        )}
        {kept && <StateBadge of={kept} />}
        {running && (
          <Button size="small" kind="bad" keys={shown ? "Alt+X" : undefined} onClick={() => askCancel(true)}>
            {t.cancelOrder}
          </Button>
        )}
      </div>
      {kept?.driver && <Driver of={kept} />}
      <fieldset disabled={ended}>
        <TextField
          wide
          label={t.pickupLabel}
          value={form.pickup}
          change={(v) => {
            setComplaint(false);
            set("pickup")(v);
          }}
          maxLength={200}
          {...(complaint ? { error: t.required } : {})}
        />
        {!kept && <Addresses card={card} take={set("pickup")} />}
        <TextField wide label={t.destination} value={form.destination} change={set("destination")} maxLength={200} />
        <TextField label={t.name} value={form.name} change={set("name")} maxLength={100} />
        <TextField label={t.dial} type="tel" value={form.dial} change={set("dial")} maxLength={40} placeholder={card.phone ? written(card.phone) : ""} />
        <Wanted value={form.wanted} change={set("wanted")} />
        <TextField label={t.crewGroup} value={form.crewGroup} change={set("crewGroup")} maxLength={100} />
        <TextField label={t.tariff} value={form.tariff} change={set("tariff")} maxLength={100} />
        <TextArea wide label={t.note} value={form.note} change={set("note")} maxLength={1000} />
      </fieldset>
      <div class="order-buttons">
        <Button kind="primary" submit keys={shown ? "Ctrl+Enter" : undefined} busy={busy} disabled={ended || (kept !== undefined && !typed)}>
          {kept ? t.save : t.create}
        </Button>
        {running && (
          <Button keys={shown ? "Alt+K" : undefined} disabled={!kept.driver} onClick={connect}>
            {t.connect}
          </Button>
        )}
        {kept && (
          <Button kind="quiet" keys={shown ? "Alt+N" : undefined} onClick={() => choose(undefined)}>
            {t.anotherOrder}
          </Button>
        )}
      </div>
      {cancelling && <CancelDialog cancel={(whose, why) => void cancel(whose, why)} close={() => askCancel(false)} />}
    </form>
  );
}

function startOf(order: Order | undefined, card: CallCard): Form {
  if (order) return formOf(order);
  return card.draft ? formOf(card.draft) : { ...emptyForm, name: card.client?.name ?? "" };
}

/** Who orders. The same call makes the same order, pressed twice; the next order of the call has a name of its own. */
function knownOf(card: CallCard, before: number): Known {
  const { draft, client, call } = card;
  return {
    call: call.id,
    request: before === 0 ? (draft?.request ?? call.id) : `${call.id} ${before + 1}`,
    client: draft?.client ?? client?.id,
    company: draft?.company ?? client?.company,
    phone: draft?.phone ?? card.phone,
    line: draft?.line ?? call.line,
  };
}

const stageTone: Partial<Record<Order["state"]["stage"], Tone>> = {
  searching: "warn",
  no_cars: "bad",
  assigned: "accent",
  on_the_way: "accent",
  arrived: "good",
  riding: "good",
};

export function StateBadge({ of }: { of: Order }) {
  const t = useWords(words);
  return <Badge tone={stageTone[of.state.stage] ?? "plain"}>{of.state.name || t.stage[of.state.stage]}</Badge>;
}

function Driver({ of }: { of: Order }) {
  const t = useWords(words);
  const format = useFormat();
  const { driver, arrives_at } = of;
  if (!driver) return null;
  const car = [driver.car?.colour, driver.car?.make, driver.car?.plate].filter(Boolean).join(" ");
  return (
    <dl class="order-driver">
      <div>
        <dt>{t.driver}</dt>
        <dd>
          <b>{driver.callsign}</b> {driver.name}
        </dd>
      </div>
      {car && (
        <div>
          <dt>{t.car}</dt>
          <dd>{car}</dd>
        </div>
      )}
      {arrives_at && (
        <div>
          <dt>{t.arrives}</dt>
          <dd>
            <b>{format.time(arrives_at)}</b>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Where cars came to this person, to be taken by one press. */
function Addresses({ card, take }: { card: CallCard; take: (address: string) => void }) {
  const t = useWords(words);
  const addresses = card.addresses.slice(0, 5);
  if (addresses.length === 0) return null;
  return (
    <div class="addresses" role="group" aria-label={t.addresses}>
      {addresses.map((a) => (
        <button key={a} type="button" class="chip one-line" onClick={() => take(a)}>
          {a}
        </button>
      ))}
    </div>
  );
}

function Wanted({ value, change }: { value: string; change: (local: string) => void }) {
  const t = useWords(words);
  const soon = (minutes: number) => change(localOf(new Date(Date.now() + minutes * 60_000)));
  return (
    <div class="wanted">
      <TextField label={t.wanted} type="datetime-local" value={value} change={change} />
      <div class="row">
        <button type="button" class="chip" aria-pressed={value === ""} onClick={() => change("")}>
          {t.now}
        </button>
        {[15, 30, 60].map((n) => (
          <button key={n} type="button" class="chip" aria-label={t.inMinutes(n)} onClick={() => soon(n)}>
            +{n}
          </button>
        ))}
      </div>
    </div>
  );
}
