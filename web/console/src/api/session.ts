// Who is logged in. The token is good for a shift; it is kept with the tab, so
// that a page that is loaded again goes on, and a browser that is closed does
// not leave a desk open to the next who sits down.
import { computed, signal } from "@preact/signals";

export type Role = "owner" | "supervisor" | "operator" | "integration";

export interface Session {
  token: string;
  login: string;
  role: Role;
  /** The extension on which he answers calls; absent: he answers none. */
  operator?: string;
}

const kept = "cabline.session";

/** The session, or null while nobody is logged in. */
export const session = signal<Session | null>(null);

/** Why the log-in page is shown, where that was not the user's wish. */
export const farewell = signal<"expired" | null>(null);

export const role = computed<Role | null>(() => session.value?.role ?? null);

export function begin(s: Session): void {
  sessionStorage.setItem(kept, JSON.stringify(s));
  farewell.value = null;
  session.value = s;
}

/** Forgets who is logged in. */
export function end(why: "expired" | null = null): void {
  sessionStorage.removeItem(kept);
  farewell.value = why;
  session.value = null;
}

/** Goes on with the session that this tab had before it was loaded again. */
export function resume(): void {
  try {
    const s: unknown = JSON.parse(sessionStorage.getItem(kept) ?? "null");
    if (isSession(s)) session.value = s;
  } catch {
    sessionStorage.removeItem(kept);
  }
}

function isSession(s: unknown): s is Session {
  return typeof s === "object" && s !== null && "token" in s && typeof s.token === "string" && "login" in s && "role" in s;
}
