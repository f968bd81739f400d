import { useRef, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api";
import { duration, now, useFormat, useWords } from "../i18n";
import { Button, attempt } from "../ui";
import "./recordings.css";
import { words } from "./words";

/**
 * A recording, to be heard, with a mark for everybody who talks in it. <audio>
 * shows no token: it is given an address that is good for some minutes.
 */
export function Player({ of }: { of: Schemas["Recording"] }) {
  const t = useWords(words);
  const format = useFormat();
  const [url, setURL] = useState<string | null>(null);
  const audio = useRef<HTMLAudioElement>(null);
  const when = format.moment(of.started_at, now.peek());
  const open = () =>
    void attempt(t.failed, async () => setURL((await answer(api.POST("/api/v1/recordings/{id}/link", { params: { path: { id: of.id } } }))).url));
  const from = (seconds: number) => {
    if (!audio.current) return;
    audio.current.currentTime = seconds;
    void audio.current.play();
  };
  return (
    <div class="recording">
      {url === null && (
        <Button size="small" aria-label={t.play(when)} disabled={of.state !== "kept"} onClick={open}>
          ▶
        </Button>
      )}
      <span class="small">
        {when} · {duration(of.length_seconds)}
        {of.operator && ` · ${of.operator}`}
        {of.state !== "kept" && ` · ${t[of.state]}`}
      </span>
      {url !== null && (
        <>
          <audio ref={audio} controls autoplay src={url} aria-label={t.play(when)} />
          {of.stretches.length > 1 && (
            <ol class="marks" aria-label={t.marks}>
              {of.stretches.map((s) => (
                <li key={s.from_seconds}>
                  <Button size="small" kind="quiet" onClick={() => from(s.from_seconds)}>
                    {s.operator ?? t.outside} {duration(s.from_seconds)}
                  </Button>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </div>
  );
}
