import type { ComponentChildren } from "preact";
import type { Asked } from "../api";
import { useWords } from "../i18n";
import { Button } from "./Button";
import { words } from "./words";

interface Props<T> {
  for: Asked<T>;
  children: (data: T) => ComponentChildren;
}

/** What was asked for, once it is there; until then that it is awaited, or why it does not come. */
export function Waiting<T>({ for: asked, children }: Props<T>) {
  const t = useWords(words);
  if (asked.data !== undefined) return <>{children(asked.data)}</>;
  if (!asked.refusal) return <p class="empty" aria-busy="true">{t.loading}</p>;
  return (
    <div class="empty" role="alert">
      <p>{asked.refusal.status === 0 ? t.away : asked.refusal.why || t.failed}</p>
      <Button size="small" onClick={asked.again}>
        {t.again}
      </Button>
    </div>
  );
}
