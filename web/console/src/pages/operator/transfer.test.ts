import { expect, test } from "vitest";
import type { BoardOperator, BoardQueue } from "../../live";
import { found } from "./TransferDialog";

const says = { operator: (o: BoardOperator) => o.state, queue: () => "", number: "" };
const operator = (id: string, name: string, more: Partial<BoardOperator> = {}): BoardOperator => ({ id, name, status: "ready", state: "free", calls: [], queues: [], phones: [], ...more });
const queue = (name: string): BoardQueue => ({ name, waiting: 0, ready: 0, talking: 0 });
const operators = [operator("101", "Me"), operator("102", "Ihor", { state: "talking" }), operator("103", "Olena"), operator("104", "Taras", { status: "logged-out", state: "away" })];

const keys = (text: string) => found(text, "101", operators, [queue("main"), queue("vip")], says).map((c) => c.key);

test("the free come first, then the others, then queues; nobody who is off shift, and not oneself", () => {
  expect(keys("")).toEqual(["o 103", "o 102", "q main", "q vip"]);
});

test("what is typed is looked for in names and extensions, and may be a number", () => {
  expect(keys("ol")).toEqual(["o 103"]);
  expect(keys("VIP")).toEqual(["q vip"]);
  expect(keys("102")).toEqual(["o 102", "n"]);
  expect(keys("+380 (67) 111-22-33")).toEqual(["n"]);
  expect(keys("sip:x@evil")).toEqual([]);
});
