import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../api";
import { duration, now, useFormat, useWords } from "../../i18n";
import { attempt } from "../../ui";
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
          <RecordingRow key={r.id} of={r} />
        ))}
      </ul>
    </section>
  );
}

function RecordingRow({ of }: { of: Schemas["Recording"] }) {
  const t = useWords(words);
  const format = useFormat();
  const [url, setURL] = useState<string | null>(null);
  const when = format.moment(of.started_at, now.peek());
  // <audio> shows no token: it is given an address that is good for some minutes.
  const play = () =>
    void attempt(t.failed, async () => setURL((await answer(api.POST("/api/v1/recordings/{id}/link", { params: { path: { id: of.id } } }))).url));
  return (
    <li>
      {url === null ? (
        <button type="button" class="chip" disabled={of.state !== "kept"} aria-label={t.play(when)} onClick={play}>
          ▶
        </button>
      ) : null}
      <span class="small">
        {when} · {duration(of.length_seconds)}
        {of.operator && ` · ${of.operator}`}
        {of.state === "deleted" && ` · ${t.deleted}`}
        {of.state === "lost" && ` · ${t.lost}`}
      </span>
      {url !== null && <audio controls autoplay src={url} aria-label={t.play(when)} />}
    </li>
  );
}
