import { expect, test } from "vitest";
import { apply, boardOf, callsOf, doingOf, emptyBoard, type BoardCall, type BoardDocument, type BoardOperator } from "./board";

const call = (id: string, more: Partial<BoardCall> = {}): BoardCall => ({
  id,
  line: "city",
  number: "+380441230000",
  caller: "+380671112233",
  started: "2026-11-23T12:00:00Z",
  since: "2026-11-23T12:00:00Z",
  stage: "waiting",
  offered: [],
  vip: false,
  recorded: false,
  listened: false,
  direction: "in",
  ...more,
});

const operator = (id: string, more: Partial<BoardOperator> = {}): BoardOperator => ({ id, name: id, status: "ready", state: "free", calls: [], queues: [], phones: [], ...more });

const document: BoardDocument = {
  at: "2026-11-23T12:00:10Z",
  operators: [operator("101"), operator("102")],
  calls: [call("a")],
  queues: [{ name: "clients", waiting: 1, ready: 2, talking: 0 }],
  trunks: [],
  listenings: [],
};

test("an event puts its thing in the place of the one before, and leaves the rest", () => {
  const before = boardOf(document);
  const after = apply(before, "call", { call: call("a", { stage: "talking", operator: "101" }) });
  expect(after.calls.get("a")?.stage).toBe("talking");
  expect(before.calls.get("a")?.stage).toBe("waiting");
  expect(after.operators).toBe(before.operators);
  expect(apply(after, "call", { call: call("b") }).calls.size).toBe(2);
});

test("what is gone is gone, and what nobody knows changes nothing", () => {
  const board = boardOf(document);
  expect(apply(board, "gone", { kind: "call", key: "a" }).calls.size).toBe(0);
  expect(apply(board, "gone", { kind: "call", key: "x" })).toBe(board);
  expect(apply(board, "gone", { kind: "planet", key: "a" })).toBe(board);
  expect(apply(board, "weather", { weather: {} })).toBe(board);
  expect(apply(board, "toString", {})).toBe(board);
});

test("a board takes the place of everything, as after a restart of the engine", () => {
  const board = apply(boardOf(document), "call", { call: call("old") });
  const fresh = apply(board, "board", { ...document, calls: [call("new")] });
  expect([...fresh.calls.keys()]).toEqual(["new"]);
  expect(apply(emptyBoard, "board", document)).toEqual(boardOf(document));
});

test("an operator's calls are his own and those that ring for him, the oldest first", () => {
  const board = boardOf({
    ...document,
    calls: [
      call("rings", { offered: ["101", "102"], started: "2026-11-23T12:05:00Z" }),
      call("held", { operator: "101", stage: "held", started: "2026-11-23T12:01:00Z" }),
      call("another's", { operator: "102", stage: "talking" }),
    ],
  });
  expect(callsOf(board, "101").map((c) => c.id)).toEqual(["held", "rings"]);
});

test("what an operator does is his call first, then what he said", () => {
  expect(doingOf(operator("1"))).toBe("free");
  expect(doingOf(operator("1", { status: "break", state: "away" }))).toBe("break");
  expect(doingOf(operator("1", { status: "break", state: "talking" }))).toBe("talking");
  expect(doingOf(operator("1", { status: "logged-out", state: "away" }))).toBe("logged-out");
});

test("a call to a colleague goes out to who makes it, and comes from inside to who is called", () => {
  const inside = call("i", { direction: "inside", number: "102", caller: "101", name: "Olena", made_by: "101", stage: "ringing", offered: ["102"] });
  const board = boardOf({ ...document, operators: [operator("101"), operator("102", { name: "Ivan" }), operator("103", { name: "Hanna" })], calls: [inside] });
  expect(callsOf(board, "101")).toMatchObject([{ direction: "out", operator: "101", number: "102", name: "Ivan", offered: [], stage: "ringing" }]);
  expect(callsOf(board, "102")).toEqual([inside]);
  expect(callsOf(board, "103")).toEqual([]);
  const moved = apply(board, "call", { call: { ...inside, stage: "talking", operator: "103", offered: [] } });
  expect(callsOf(moved, "101")).toMatchObject([{ operator: "101", number: "103", name: "Hanna" }]);
  expect(callsOf(moved, "102")).toEqual([]);
});
