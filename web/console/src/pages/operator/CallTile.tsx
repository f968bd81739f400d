import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { useKeys } from "../../keys";
import type { BoardCall } from "../../live";
import { phone } from "../../phone";
import { attempt, Badge, Button, Counter } from "../../ui";
import { callerOf } from "./caller";
import { Digits } from "./Digits";
import { answerCall, hangUp, hold, pauseRecording, resume, sendToDriver } from "./moves";
import { drivable, movable, stageOf, type DeskDialog } from "./desk";
import { words } from "./words";

interface Props {
  call: BoardCall;
  own: string;
  /** Whether the keys mean this call. */
  keyed: boolean;
  /** Whether this is the call that would be answered now. */
  next: boolean;
  looked: boolean;
  look: () => void;
  ask: (dialog: DeskDialog) => void;
}

/** One call of the operator's, with everything he can do with it. */
export function CallTile({ call, own, keyed, next, looked, look, ask }: Props) {
  const t = useWords(words);
  const consulting = call.consulting !== undefined; // what can be done stands above
  const [paused, setPaused] = useState(false);
  const { title, number } = callerOf(call, t.withheld);
  const mine = call.operator === own;
  const rings = !mine || call.stage === "ringing";
  const key = (k: string) => (keyed ? k : undefined);
  const act = (work: () => Promise<unknown>) => () => void attempt(t.failed, work);
  const sound = phone.talking.value;
  const recorded = mine && call.stage === "talking" && (call.recorded || paused);
  const pause = act(async () => {
    await pauseRecording(call.id, !paused);
    setPaused(!paused);
  });
  useKeys(keyed ? [{ keys: "Alt+P", label: t.pauseRecording, group: t.calls, disabled: !recorded, run: pause }] : []);

  return (
    <article class={`tile ${mine ? call.stage : "ringing"} ${looked ? "looked" : ""}`} aria-label={t.newCall(title)}>
      <button type="button" class="tile-head" onClick={look}>
        <span class="tile-title one-line">{title}</span>
        <span class="tile-time">
          <Counter from={call.since} />
        </span>
        <span class="tile-number one-line">{number}</span>
        <span class="tile-stage">{t.stages[mine ? stageOf(call) : "ringing"]}</span>
      </button>
      <p class="tile-about">
        {call.vip && <Badge tone="accent">{t.vip}</Badge>}
        {call.direction !== "in" && <Badge>{t.directions[call.direction]}</Badge>}
        <span class="one-line">
          {call.line}
          {call.queue && ` · ${call.queue}`}
        </span>
        {call.recorded && !paused && <span class="recorded" title={t.recorded} role="img" aria-label={t.recorded} />}
      </p>
      <div class="tile-buttons">
        {rings && (call.direction !== "out" || !mine) && (
          <>
            <Button kind="good" size="large" keys={next ? "F2" : undefined} class="tile-wide" onClick={act(() => answerCall(call.id))}>
              {t.answer}
            </Button>
            {phone.ringing.value && (
              <Button kind="bad" keys={key("F4")} onClick={() => phone.hangup()}>
                {t.decline}
              </Button>
            )}
          </>
        )}
        {mine && !consulting && call.stage === "held" && (
          <Button kind="primary" keys={key("F8")} class="tile-wide" onClick={act(() => resume(call.id))}>
            {t.resume}
          </Button>
        )}
        {mine && !consulting && call.stage === "talking" && (
          <>
            <Button keys={key("F8")} onClick={act(() => hold(call.id))}>
              {t.hold}
            </Button>
            {movable(call) && (
              <Button keys={key("F9")} onClick={() => ask({ kind: "transfer", call: call.id })}>
                {t.transfer}
              </Button>
            )}
            {drivable(call) && (
              <Button keys={key("F10")} onClick={act(() => sendToDriver(call.id, t.sentToDriver))}>
                {t.toDriver}
              </Button>
            )}
            {sound && (
              <Button keys={key("F7")} aria-pressed={sound.muted} onClick={() => phone.mute()}>
                {sound.muted ? t.unmute : t.mute}
              </Button>
            )}
            {recorded && (
              <Button keys={key("Alt+P")} aria-pressed={paused} onClick={pause}>
                {paused ? t.resumeRecording : t.pauseRecording}
              </Button>
            )}
          </>
        )}
        {mine && !consulting && (call.stage !== "ringing" || call.direction === "out") && (
          <Button kind="bad" keys={key("F4")} onClick={act(() => hangUp(call.id))}>
            {t.hangup}
          </Button>
        )}
      </div>
      {mine && call.stage === "talking" && sound && <Digits />}
    </article>
  );
}
