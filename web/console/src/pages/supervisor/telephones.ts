import type { BoardOperator } from "../../live";

type Phone = BoardOperator["phones"][number];

export interface Phones {
  readonly kind: Phone["kind"];
  readonly count: number;
  /** Of the first of them. */
  readonly since: string;
}

/** An operator's telephones by kind, the kind that has been there for longest first. */
export function phonesOf(all: readonly Phone[]): Phones[] {
  const kinds = new Map<Phone["kind"], Phones>();
  for (const p of [...all].sort((a, b) => a.since.localeCompare(b.since))) {
    const before = kinds.get(p.kind);
    kinds.set(p.kind, { kind: p.kind, count: (before?.count ?? 0) + 1, since: before?.since ?? p.since });
  }
  return [...kinds.values()];
}
