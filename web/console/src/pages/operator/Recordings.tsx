import { answer, api, useAnswer } from "../../api";
import { useWords } from "../../i18n";
import { Player } from "../../recordings/Player";
import { words } from "./words";

/** The conversations about an order, to be heard. */
export function Recordings({ order }: { order: string }) {
  const t = useWords(words);
  const asked = useAnswer(() => answer(api.GET("/api/v1/recordings", { params: { query: { order } } })), [order]);
  const list = asked.data?.recordings ?? [];
  if (list.length === 0) return null;
  return (
    <section class="recordings" aria-label={t.recordings}>
      <h3>{t.recordings}</h3>
      <ul>
        {list.map((r) => (
          <li key={r.id}>
            <Player of={r} />
          </li>
        ))}
      </ul>
    </section>
  );
}
