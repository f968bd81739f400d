import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { doingOf, me } from "../../live";
import { attempt, Button, Counter, Dialog, DialogButtons, TextField } from "../../ui";
import { endWrapUp, setStatus } from "./moves";
import { words } from "./words";

/** The operator's own state, large, with what he can do about it. */
export function StatePanel() {
  const t = useWords(words);
  const [asking, ask] = useState<"break" | "end" | null>(null);
  const operator = me.value;
  const doing = operator ? doingOf(operator) : null;
  const away = operator?.status !== "ready";

  const set = (status: "ready" | "break" | "logged-out", reason?: string) => {
    ask(null);
    if (status === "ready") allowNotices();
    void attempt(t.failed, () => setStatus(status, reason));
  };
  const done = () => void attempt(t.failed, endWrapUp);

  useKeys([
    { keys: "Alt+R", label: t.ready, group: t.shift, disabled: !away, run: () => set("ready") },
    { keys: "Alt+B", label: t.takeBreak, group: t.shift, disabled: operator?.status === "break", run: () => ask("break") },
    { keys: "Alt+W", label: t.endWrapUp, group: t.shift, disabled: doing !== "wrap-up", run: done },
    { keys: "Alt+Q", label: t.endShift, group: t.shift, disabled: operator?.status === "logged-out", run: () => ask("end") },
  ]);

  const from = doing === "break" || doing === "logged-out" ? operator?.since : (operator?.state_since ?? operator?.since);
  return (
    <section class={`state ${doing ?? "away"}`} aria-label={t.myState}>
      <div class="state-now" role="status">
        <span class="state-word">{doing ? t.doing[doing] : t.unknown}</span>
        <span class="state-time" role="timer">
          {doing === "wrap-up" && operator?.until && operator.state_since ? (
            <Counter from={operator.state_since} down={(Date.parse(operator.until) - Date.parse(operator.state_since)) / 1000} />
          ) : (
            from && <Counter from={from} />
          )}
        </span>
        {operator?.status === "break" && operator.reason && <span class="state-reason one-line">{operator.reason}</span>}
      </div>
      <div class="state-buttons">
        {doing === "wrap-up" && (
          <Button kind="primary" keys="Alt+W" onClick={done} class="state-wide">
            {t.endWrapUp}
          </Button>
        )}
        {away ? (
          <Button kind="good" keys="Alt+R" onClick={() => set("ready")} disabled={!operator}>
            {t.ready}
          </Button>
        ) : (
          <Button keys="Alt+B" onClick={() => ask("break")}>
            {t.takeBreak}
          </Button>
        )}
        <Button keys="Alt+Q" onClick={() => ask("end")} disabled={!operator || operator.status === "logged-out"}>
          {t.endShift}
        </Button>
      </div>
      {asking === "break" && <BreakDialog take={(reason) => set("break", reason)} close={() => ask(null)} />}
      {asking === "end" && (
        <Dialog title={t.endShift} close={() => ask(null)}>
          <p>{t.endShiftAsk}</p>
          <DialogButtons>
            <Button onClick={() => ask(null)}>{t.cancel}</Button>
            <Button kind="bad" onClick={() => set("logged-out")}>
              {t.endShift}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </section>
  );
}

/** A browser asks its user once, and only after a press. */
function allowNotices(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

/** Asks why the break is taken; a digit chooses. */
function BreakDialog({ take, close }: { take: (reason: string) => void; close: () => void }) {
  const t = useWords(words);
  const [other, setOther] = useState("");
  const reasons = Object.values(t.reasons);
  useKeys(reasons.map((reason, i) => ({ keys: String(i + 1), label: reason, group: t.breakReason, run: () => take(reason) })));
  return (
    <Dialog title={t.breakReason} close={close}>
      <div class="reasons">
        {reasons.map((reason, i) => (
          <Button key={reason} size="large" keys={String(i + 1)} onClick={() => take(reason)}>
            {reason}
          </Button>
        ))}
      </div>
      <form
        class="row"
        onSubmit={(e) => {
          e.preventDefault();
          if (other.trim()) take(other.trim());
        }}
      >
        <TextField label={t.otherReason} maxLength={100} value={other} change={setOther} />
        <Button submit disabled={!other.trim()}>
          {t.takeBreak}
        </Button>
      </form>
    </Dialog>
  );
}
