import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useAnswer } from "../../api";
import { phone as written, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { board } from "../../live";
import { Badge, Button, Waiting } from "../../ui";
import { callerOf, nameOf } from "./caller";
import { hasEnded, readCard, type CallCard } from "./card";
import { cards, withoutCard } from "./cards";
import type { DeskDialog } from "./desk";
import { History } from "./History";
import { LastCalls } from "./LastCalls";
import { OrderForm } from "./OrderForm";
import { words } from "./words";

/** The cards in which something is typed that is not kept yet. */
export const unsaved = signal<ReadonlySet<string>>(new Set());

export function setUnsaved(call: string, is: boolean): void {
  if (unsaved.peek().has(call) === is) return;
  const set = new Set(unsaved.peek());
  if (is) set.add(call);
  else set.delete(call);
  unsaved.value = set;
}

/** The open cards, of which one is looked at; with none, the last calls. */
export function CardPanel({ own, ask }: { own: string; ask: (d: DeskDialog) => void }) {
  const t = useWords(words);
  const { calls, looked } = cards.value;
  const close = (call: string) => {
    setUnsaved(call, false);
    cards.value = withoutCard(cards.value, call);
  };
  useKeys([{ keys: "Alt+C", label: t.closeCard, group: t.card, disabled: looked === null, run: () => looked && close(looked) }]);
  return (
    <section class="panel card" aria-label={t.card}>
      {calls.length > 1 && (
        <div class="card-tabs" role="group" aria-label={t.openCards}>
          {calls.map((c) => {
            const call = board.value.calls.get(c);
            return (
              <button key={c} type="button" aria-pressed={c === looked} onClick={() => (cards.value = { ...cards.value, looked: c })}>
                {call ? callerOf(call, t.withheld).title : c.slice(0, 8)}
                {unsaved.value.has(c) && <span aria-hidden="true"> •</span>}
              </button>
            );
          })}
        </div>
      )}
      {calls.map((c) => (
        <div key={c} class="card-sheet" hidden={c !== looked}>
          <Card call={c} shown={c === looked} close={() => close(c)} ask={ask} />
        </div>
      ))}
      {looked === null && <LastCalls own={own} />}
    </section>
  );
}

interface CardProps {
  call: string;
  shown: boolean;
  close: () => void;
  ask: (d: DeskDialog) => void;
}

function Card({ call, shown, close, ask }: CardProps) {
  const asked = useAnswer(() => readCard(call), [call]);
  // Another may have changed what the card tells of; and who comes back to it wants to see that.
  useEffect(() => {
    if (shown && asked.data && !unsaved.peek().has(call)) asked.again();
  }, [shown]);
  return <Waiting for={asked}>{(card) => <Sheet card={card} call={call} shown={shown} close={close} ask={ask} again={asked.again} />}</Waiting>;
}

function Sheet({ card, call, shown, close, ask, again }: CardProps & { card: CallCard; again: () => void }) {
  const t = useWords(words);
  const number = card.phone;
  const name = card.client?.name || card.driver?.name || nameOf(card.call.name, number);
  const line = card.call.line;
  const open = card.orders.filter((o) => !hasEnded(o) && o.id !== card.order?.id);
  const orders = [...(card.order ? [card.order] : []), ...open];
  const notes = [card.list_reason, card.client?.note, card.problem].filter(Boolean).join(" · ");
  return (
    <>
      <header class="card-head">
        <div class="card-who">
          <h2 class="one-line">{name || (number ? written(number) : t.withheld)}</h2>
          <p>
            {name && <span>{number ? written(number) : t.withheld}</span>}
            {card.list === "vip" && <Badge tone="accent">{t.vip}</Badge>}
            {card.list === "black" && <Badge tone="bad">{t.black}</Badge>}
            {card.driver && <Badge tone="warn">{`${t.driver} ${card.driver.callsign}`}</Badge>}
            {card.client?.number && <Badge>{`№ ${card.client.number}`}</Badge>}
            <span class="muted">{line}</span>
            {card.orders.length > 0 && <span class="muted">{t.ordersBefore(card.orders.length)}</span>}
            {card.client && card.client.balance !== "0.00" && (
              <span class="muted">
                {t.balance} {card.client.balance}
              </span>
            )}
          </p>
          {notes && <p class="card-note">{notes}</p>}
        </div>
        <div class="card-tools">
          {number && (
            <Button size="small" onClick={() => ask({ kind: "dial", number, ...(card.order ? { order: card.order.id } : {}) })}>
              {t.dialOut}
            </Button>
          )}
          {card.link && (
            <a class="button small" href={safeLink(card.link)}>
              {t.openProgram}
            </a>
          )}
          <button type="button" class="cross" aria-label={t.closeCard} title={`${t.closeCard} (Alt C)`} aria-keyshortcuts="Alt+C" onClick={close}>
            ✕
          </button>
        </div>
      </header>
      <div class="card-body">
        <OrderForm card={card} orders={orders} call={call} shown={shown} changed={again} />
        <History card={card} call={call} />
      </div>
    </>
  );
}

/** A link of the configuration; what would run as a script is no link. */
function safeLink(link: string): string | undefined {
  return /^\s*(javascript|data|vbscript):/i.test(link) ? undefined : link;
}
