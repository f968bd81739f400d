import { now, useFormat, useWords } from "../../i18n";
import type { CallCard } from "./card";
import { StateBadge } from "./OrderForm";
import { Recordings } from "./Recordings";
import { takenAddress } from "./taken";
import { words } from "./words";

/** What was before: the conversations about the order, and the caller's earlier orders, the newest first. */
export function History({ card, call }: { card: CallCard; call: string }) {
  const t = useWords(words);
  const format = useFormat();
  const orders = card.orders.filter((o) => o.id !== card.order?.id);
  return (
    <section class="history" aria-label={t.history}>
      {card.order && <Recordings order={card.order.id} />}
      <h3>{t.history}</h3>
      {orders.length === 0 && <p class="muted small">{t.noHistory}</p>}
      <ul>
        {orders.map((o) => (
          <li key={o.id}>
            <span class="history-top">
              <time class="small muted">{format.day(o.created_at, now.peek())}</time>
              <StateBadge of={o} />
            </span>
            <span class="history-way">
              {o.pickup}
              {o.destination && <span class="muted"> → {o.destination}</span>}
            </span>
            <span class="history-foot small muted">
              <span>{[o.driver && `${t.driver} ${o.driver.callsign}`, o.sum].filter(Boolean).join(" · ")}</span>
              <button
                type="button"
                class="chip"
                aria-label={`${t.take}: ${o.pickup ?? ""}`}
                title={t.take}
                onClick={() => (takenAddress.value = { call, pickup: o.pickup ?? "", destination: o.destination ?? "" })}
              >
                ←
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
