// What goes on in the office at this moment, as the engine's events tell it.

import type { Schemas } from "../api/client";

export type BoardOperator = Schemas["BoardOperator"];
export type BoardCall = Schemas["BoardCall"];
export type BoardQueue = Schemas["BoardQueue"];
export type BoardTrunk = Schemas["BoardTrunk"];
export type BoardListening = Schemas["BoardListening"];
export type BoardDocument = Schemas["Board"];

export type OperatorState = BoardOperator["state"];
export type Stage = BoardCall["stage"];

/** The board by key. It is never changed: what an event changes is a new one. */
export interface Board {
  readonly operators: ReadonlyMap<string, BoardOperator>;
  readonly calls: ReadonlyMap<string, BoardCall>;
  readonly queues: ReadonlyMap<string, BoardQueue>;
  readonly trunks: ReadonlyMap<string, BoardTrunk>;
  readonly listenings: ReadonlyMap<string, BoardListening>;
}

export const emptyBoard: Board = {
  operators: new Map(),
  calls: new Map(),
  queues: new Map(),
  trunks: new Map(),
  listenings: new Map(),
};

const places = {
  operator: { of: "operators", key: (x: { id: string }) => x.id },
  call: { of: "calls", key: (x: { id: string }) => x.id },
  queue: { of: "queues", key: (x: { name: string }) => x.name },
  trunk: { of: "trunks", key: (x: { name: string }) => x.name },
  listening: { of: "listenings", key: (x: { id: string }) => x.id },
} as const;

type Kind = keyof typeof places;

function isKind(text: string): text is Kind {
  return Object.hasOwn(places, text);
}

export function boardOf(d: BoardDocument): Board {
  return {
    operators: byKey(d.operators, (x) => x.id),
    calls: byKey(d.calls, (x) => x.id),
    queues: byKey(d.queues, (x) => x.name),
    trunks: byKey(d.trunks, (x) => x.name),
    listenings: byKey(d.listenings, (x) => x.id),
  };
}

function byKey<T>(all: readonly T[], key: (x: T) => string): Map<string, T> {
  return new Map(all.map((x) => [key(x), x]));
}

/** The board after an event: itself where the event changes nothing of it or is not one it knows. */
export function apply(board: Board, type: string, data: unknown): Board {
  if (type === "board") return boardOf(data as BoardDocument);
  if (type === "gone") {
    const { kind, key } = data as { kind: string; key: string };
    return isKind(kind) ? without(board, kind, key) : board;
  }
  if (!isKind(type)) return board;
  // Each event brings the whole thing under its kind's name.
  const thing = (data as Record<string, unknown>)[type] ?? data;
  const { of, key } = places[type];
  const things = new Map<string, unknown>(board[of]);
  things.set(key(thing as { id: string; name: string }), thing);
  return { ...board, [of]: things };
}

function without(board: Board, kind: Kind, key: string): Board {
  const { of } = places[kind];
  if (!board[of].has(key)) return board;
  const things = new Map<string, unknown>(board[of]);
  things.delete(key);
  return { ...board, [of]: things };
}

/** The calls that an operator has or that ring for him, the oldest first. */
export function callsOf(board: Board, operator: string): BoardCall[] {
  return [...board.calls.values()]
    .map((c) => seenBy(board, c, operator))
    .filter((c) => c.operator === operator || c.offered.includes(operator))
    .sort((a, b) => a.started.localeCompare(b.started));
}

/** A call as an operator has it: to who calls a colleague it is one that goes out, to whoever talks to him now. */
function seenBy(board: Board, call: BoardCall, operator: string): BoardCall {
  if (call.direction !== "inside" || call.made_by !== operator) return call;
  const other = call.operator ?? call.number;
  const { name: _, ...rest } = call;
  const name = board.operators.get(other)?.name;
  return { ...rest, direction: "out", operator, offered: [], number: other, ...(name ? { name } : {}) };
}

/** What an operator does at this moment, for one word beside his name. */
export type Doing = OperatorState | "break" | "logged-out";

export function doingOf(o: BoardOperator): Doing {
  if (o.state !== "free" && o.state !== "away") return o.state;
  return o.status === "ready" ? o.state : o.status;
}
