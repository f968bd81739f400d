import type { Session } from "../api/session";
import { useWords } from "../i18n";
import { groups, Link, type Route } from "../router";
import { routesOf } from "./routes";
import { words } from "./words";

/** Whether somebody has so many pages that they stand under headings, at the side. */
export function hasGroups(of: Session): boolean {
  return routesOf(of).some((r) => r.label && r.group);
}

/** Where one can go. */
export function Navigation({ of }: { of: Session }) {
  const t = useWords(words);
  const pages = routesOf(of).filter((r) => r.label);
  return (
    <nav aria-label={t.pages} class={hasGroups(of) ? "side" : undefined}>
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
