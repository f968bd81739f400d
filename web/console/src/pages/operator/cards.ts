// Which cards are open and which of them is looked at. What an operator has
// typed is never taken from under his hands: a card that comes while he talks
// about another waits beside it.
import { signal } from "@preact/signals";
import type { BoardCall } from "../../live";

/** A card is a call's; it stays open after the call until it is closed or the next takes its place. */
export interface OpenCards {
  readonly calls: readonly string[];
  readonly looked: string | null;
}

export const noCards: OpenCards = { calls: [], looked: null };

export const cards = signal<OpenCards>(noCards);

/** The cards with one more, if it is not open yet. It is looked at unless the operator is busy with another. */
export function withCard(open: OpenCards, call: string, busy: boolean): OpenCards {
  const calls = open.calls.includes(call) ? open.calls : [...open.calls, call];
  return { calls, looked: open.looked !== null && busy ? open.looked : call };
}

/** The cards without one; beside it the last is looked at. */
export function withoutCard(open: OpenCards, call: string): OpenCards {
  const calls = open.calls.filter((c) => c !== call);
  return { calls, looked: open.looked === call ? (calls.at(-1) ?? null) : open.looked };
}

/**
 * Whether an operator is busy with a card: its call is talked on now, or
 * something was typed there that is not kept yet.
 */
export function busyWith(open: OpenCards, calls: readonly BoardCall[], unsaved: ReadonlySet<string>): boolean {
  if (open.looked === null) return false;
  return unsaved.has(open.looked) || calls.some((c) => c.id === open.looked && c.stage === "talking");
}

/** The cards that still matter when another opens: of calls that are up, and those with something unsaved. */
export function tidied(open: OpenCards, calls: readonly BoardCall[], unsaved: ReadonlySet<string>): OpenCards {
  const kept = open.calls.filter((c) => unsaved.has(c) || calls.some((up) => up.id === c));
  return { calls: kept, looked: open.looked !== null && kept.includes(open.looked) ? open.looked : (kept.at(-1) ?? null) };
}
