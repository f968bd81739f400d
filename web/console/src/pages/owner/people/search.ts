/** Whether every word that was typed stands in one of the texts. Nothing typed is in everything. */
export function holds(typed: string | undefined, ...texts: readonly string[]): boolean {
  const all = texts.join("\n").toLowerCase();
  return (typed ?? "").toLowerCase().split(/\s+/).every((word) => all.includes(word));
}
