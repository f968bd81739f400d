import { phone as written, useWords } from "../../i18n";
import { phone, type PhoneCall } from "../../phone";
import { Button } from "../../ui";
import { Digits } from "./Digits";
import { words } from "./words";

/**
 * A call on this browser's telephone of which the engine has not told, because
 * it is away or the call is none of the office's. It can be taken all the same.
 */
export function PhoneTile({ call }: { call: PhoneCall }) {
  const t = useWords(words);
  const title = call.number ? written(call.number) : t.withheld;
  const rings = call.state === "ringing";
  return (
    <article class={`tile ${call.state}`} aria-label={t.newCall(title)}>
      <p class="tile-head">
        <span class="tile-title one-line">{title}</span>
        <span class="tile-stage">{t.stages[call.state]}</span>
      </p>
      <div class="tile-buttons">
        {rings ? (
          <Button kind="good" size="large" keys="F2" class="tile-wide" onClick={() => phone.answer()}>
            {t.answer}
          </Button>
        ) : (
          <Button keys="F7" aria-pressed={call.muted} onClick={() => phone.mute()}>
            {call.muted ? t.unmute : t.mute}
          </Button>
        )}
        <Button kind="bad" keys="F4" onClick={() => phone.hangup()}>
          {rings ? t.decline : t.hangup}
        </Button>
      </div>
      {!rings && <Digits />}
    </article>
  );
}
