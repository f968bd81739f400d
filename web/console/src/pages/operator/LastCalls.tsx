import { answer, api, useAnswer } from "../../api";
import { now, phone as written, useFormat, useWords } from "../../i18n";
import { board } from "../../live";
import { Waiting } from "../../ui";
import { nameOf } from "./caller";
import { cards, withCard } from "./cards";
import { words } from "./words";

/** What is shown while no card is open: the operator's last calls, whose cards can be opened again. */
export function LastCalls({ own }: { own: string }) {
  const t = useWords(words);
  const format = useFormat();
  const up = [...board.value.calls.keys()].join();
  const asked = useAnswer(() => answer(api.GET("/api/v1/calls", { params: { query: { operator: own, limit: 12 } } })), [own, up]);
  return (
    <div class="no-card">
      <h2>{t.noCard}</h2>
      <p class="muted">{t.noCardHint}</p>
      <Waiting for={asked}>
        {({ calls }) =>
          calls.length === 0 ? (
            <p class="muted">{t.noLastCalls}</p>
          ) : (
            <ul class="last-calls" aria-label={t.lastCalls}>
              {calls.map((c) => (
                <li key={c.id}>
                  <button type="button" onClick={() => (cards.value = withCard(cards.value, c.id, false))}>
                    <time class="muted">{format.moment(c.started_at, now.peek())}</time>
                    <span class="strong one-line">{nameOf(c.name, c.caller) || (c.caller ? written(c.caller) : t.withheld)}</span>
                    <span class="muted one-line">{t.outcomes[c.outcome]}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Waiting>
    </div>
  );
}
