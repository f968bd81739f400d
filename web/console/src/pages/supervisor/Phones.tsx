import { now, useFormat, useWords } from "../../i18n";
import type { BoardOperator } from "../../live";
import { Badge } from "../../ui";
import { phonesOf } from "./telephones";
import { words } from "./words";

/** At which telephones an operator is logged in. Who is at work and has none hears no call. */
export function Phones({ of }: { of: BoardOperator }) {
  const t = useWords(words);
  const f = useFormat();
  if (of.phones.length === 0) return of.status === "ready" ? <Badge tone="bad">{t.noPhone}</Badge> : <span class="muted">{t.noPhone}</span>;
  return (
    <span class="phones">
      {phonesOf(of.phones).map(({ kind, count, since }) => (
        <span key={kind}>
          {count > 1 ? `${t.phoneKinds[kind]} ×${count}` : t.phoneKinds[kind]} <span class="muted">{t.phoneSince(f.moment(since, now.value))}</span>
        </span>
      ))}
    </span>
  );
}
