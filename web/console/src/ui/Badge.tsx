import type { ComponentChildren } from "preact";

export type Tone = "plain" | "accent" | "good" | "warn" | "bad";

/** A word that marks something. Its colour says nothing that the word does not. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
