// Which page is shown: the part of the address behind /console/.
import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Role } from "../api/session";

const base = "/console/";

/** A page of the console. */
export interface Route {
  /** "" , "board", "clients/:id": a part with a colon is given to the page. */
  path: string;
  /** Who sees it. */
  roles: readonly Role[];
  page: ComponentType<{ params: Params }>;
  /** Its name in the navigation; absent: it has no place there. It is read while drawing, so it may call useWords. */
  label?: () => string;
  /** Under which heading it stands there; absent: above all of them. */
  group?: Group;
}

/** The headings of the navigation, in their order. */
export const groups = ["calls", "orders", "clients", "figures", "office"] as const;
export type Group = (typeof groups)[number];

export type Params = Readonly<Record<string, string>>;

const address = signal({ path: "", search: "" });

/** The path behind /console/, without slashes at its ends. */
export const path = computed(() => address.value.path);

/** What stands behind the question mark, of which pages keep their filters. */
export const query = computed(() => new URLSearchParams(address.value.search));

function read(): void {
  const { pathname, search } = window.location;
  address.value = { path: pathname.replace(base, "").replace(/^\/|\/$/g, ""), search };
}

/** Follows the browser's own buttons. Called once. */
export function startRouter(): void {
  read();
  window.addEventListener("popstate", read);
}

/** The address of a page, for links: href("clients", { text: "ol" }). */
export function href(to: string, search?: Record<string, string | undefined>): string {
  const given = Object.entries(search ?? {}).filter((e): e is [string, string] => !!e[1]);
  return base + to + (given.length > 0 ? `?${new URLSearchParams(given)}` : "");
}

/** Goes to a page. With replace the one before is not what "back" leads to. */
export function go(to: string, search?: Record<string, string | undefined>, replace = false): void {
  const target = href(to, search);
  if (replace) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  read();
  if (!replace) window.scrollTo(0, 0);
}

/** The parameters of a route that a path fits, or null. */
export function fit(route: string, to: string): Params | null {
  const wanted = route.split("/");
  const given = to.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}
