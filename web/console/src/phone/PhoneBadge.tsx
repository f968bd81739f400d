import { useEffect } from "preact/hooks";
import { session } from "../api/session";
import { useWords } from "../i18n";
import { complain } from "../ui";
import { phone } from "./phone";
import { words } from "./words";

/** Whether this browser is a telephone now. */
export function PhoneBadge() {
  const t = useWords(words);
  const deafened = phone.deafened.value;
  useEffect(() => {
    if (deafened > 0) complain(t.refusedMicrophone);
  }, [deafened]);
  if (!session.value?.operator) return null;
  const state = phone.state.value;
  const look = state === "registered" ? "good" : state === "none" || state === "connecting" ? "" : "bad";
  return (
    <span class={`stream ${look}`} role="status" title={state === "deaf" ? t.deafLong : undefined}>
      <span class="dot" aria-hidden="true" />
      {t[state]}
    </span>
  );
}
