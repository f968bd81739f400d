import type { Session } from "../api/session";
import { useWords } from "../i18n";
import { groups, Link, type Route } from "../router";
import { routesOf } from "./routes";
import { words } from "./words";

/** How many pages stand in a row; more stand at the side, under headings. */
const few = 4;

export function hasGroups(of: Session): boolean {
  return routesOf(of).filter((r) => r.label).length > few;
}

/** Where one can go. */
export function Navigation({ of }: { of: Session }) {
  const t = useWords(words);
  const pages = routesOf(of).filter((r) => r.label);
  if (!hasGroups(of)) {
    return (
      <nav aria-label={t.pages}>
        <Pages of={pages} />
      </nav>
    );
  }
  return (
    <nav aria-label={t.pages} class="side">
      <Pages of={pages.filter((r) => !r.group)} />
      {groups.map((group) => {
        const under = pages.filter((r) => r.group === group);
        return (
          under.length > 0 && (
            <section key={group} aria-label={t.groups[group]}>
              <p aria-hidden="true">{t.groups[group]}</p>
              <Pages of={under} />
            </section>
          )
        );
      })}
    </nav>
  );
}

function Pages({ of }: { of: readonly Route[] }) {
  return (
    <>
      {of.map((r) => (
        <Link key={r.path} to={r.path}>
          {r.label?.()}
        </Link>
      ))}
    </>
  );
}
