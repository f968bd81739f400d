import { signal } from "@preact/signals";
import { Refusal } from "../api/client";
import { useWords } from "../i18n";
import { words } from "./words";

interface Toast {
  id: number;
  kind: "good" | "bad";
  text: string;
}

const shown = signal<readonly Toast[]>([]);
let last = 0;

function add(kind: Toast["kind"], text: string, milliseconds: number): void {
  const id = ++last;
  // The same trouble twice is told once.
  shown.value = [...shown.value.filter((t) => t.text !== text).slice(-3), { id, kind, text }];
  setTimeout(() => dismiss(id), milliseconds);
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((t) => t.id !== id);
}

/** Says for a few seconds that something was done. */
export function tell(text: string): void {
  add("good", text, 4000);
}

/** Says for a while that something was not done. */
export function complain(text: string): void {
  add("bad", text, 9000);
}

/**
 * Carries out what somebody has asked for; when it is refused, it says so with
 * what the engine said. Returns undefined then.
 */
export async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (reason) {
    const why = reason instanceof Refusal ? reason.why : String(reason);
    complain(why ? `${what}: ${why}` : what);
    return undefined;
  }
}

/** Where toasts appear: once, at the end of the page. */
export function Toasts() {
  const t = useWords(words);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.kind}`}>
          <span>{toast.text}</span>
          <button type="button" class="cross" aria-label={t.dismiss} onClick={() => dismiss(toast.id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
