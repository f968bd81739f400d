import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../../api";
import { duration, useFormat, useWords } from "../../i18n";
import { Button, attempt } from "../../ui";
import { words } from "./words";

/** A recording, to be heard. <audio> shows no token: it is given an address that is good for some minutes. */
export function Player({ of }: { of: Schemas["Recording"] }) {
  const t = useWords(words);
  const format = useFormat();
  const [url, setURL] = useState<string | null>(null);
  const when = format.dateTime(of.started_at);
  const play = () =>
    void attempt(t.notListened, async () => setURL((await answer(api.POST("/api/v1/recordings/{id}/link", { params: { path: { id: of.id } } }))).url));
  return (
    <p class="filters">
      <span>
        {when} · {duration(of.length_seconds)}
      </span>
      {url === null ? (
        <Button size="small" aria-label={t.play(when)} disabled={of.state !== "kept"} onClick={play}>
          ▶
        </Button>
      ) : (
        <audio controls autoplay src={url} aria-label={t.play(when)} />
      )}
    </p>
  );
}
