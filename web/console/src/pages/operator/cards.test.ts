import { expect, test } from "vitest";
import type { BoardCall } from "../../live";
import { busyWith, noCards, tidied, withCard, withoutCard } from "./cards";
import { keyedCall, longestHeld, ringingCall, strays } from "./desk";

const call = (id: string, more: Partial<BoardCall>): BoardCall => ({
  id,
  line: "city",
  number: "1",
  caller: "2",
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

const nothing: ReadonlySet<string> = new Set();

test("a card opens by itself, and stays when it is opened again", () => {
  const one = withCard(noCards, "a", false);
  expect(one).toEqual({ calls: ["a"], looked: "a" });
  expect(withCard(one, "a", false)).toEqual(one);
  expect(withCard(one, "b", false)).toEqual({ calls: ["a", "b"], looked: "b" });
});

test("a card that comes while another is talked about waits beside it", () => {
  const open = withCard(noCards, "a", false);
  const talking = [call("a", { stage: "talking", operator: "101" })];
  expect(busyWith(open, talking, nothing)).toBe(true);
  expect(withCard(open, "b", true)).toEqual({ calls: ["a", "b"], looked: "a" });
  expect(busyWith(open, [], nothing)).toBe(false);
  expect(busyWith(open, [], new Set(["a"]))).toBe(true);
  expect(busyWith(noCards, talking, nothing)).toBe(false);
});

test("cards of calls that are over make room, but nothing that was typed is lost", () => {
  const open = { calls: ["over", "typed", "up"], looked: "over" };
  expect(tidied(open, [call("up", {})], new Set(["typed"]))).toEqual({ calls: ["typed", "up"], looked: "up" });
  expect(tidied({ calls: ["over"], looked: "over" }, [], nothing)).toEqual(noCards);
});

test("a card that is closed gives way to the last", () => {
  const open = { calls: ["a", "b"], looked: "b" };
  expect(withoutCard(open, "b")).toEqual({ calls: ["a"], looked: "a" });
  expect(withoutCard(open, "a")).toEqual({ calls: ["b"], looked: "b" });
  expect(withoutCard({ calls: ["a"], looked: "a" }, "a")).toEqual(noCards);
});

test("keys mean the call that is talked on, then the one that rings, then the one held longest", () => {
  const talked = call("talked", { operator: "101", stage: "talking" });
  const rings = call("rings", { offered: ["101"], stage: "ringing" });
  const held = call("held", { operator: "101", stage: "held", since: "2026-11-23T12:03:00Z" });
  const longer = call("longer", { operator: "101", stage: "held", since: "2026-11-23T12:01:00Z" });
  expect(keyedCall([held, rings, talked], "101")).toBe(talked);
  expect(keyedCall([held, rings], "101")).toBe(rings);
  expect(keyedCall([held, longer], "101")).toBe(longer);
  expect(keyedCall([], "101")).toBeUndefined();
  expect(longestHeld([held, longer, talked], "101")).toBe(longer);
  expect(ringingCall([held, talked, rings], "101")).toBe(rings);
  expect(ringingCall([talked], "101")).toBeUndefined();
});

test("a call on the browser's telephone stands alone while the engine does not tell of it", () => {
  const rings = { id: "p1", number: "1", state: "ringing", muted: false, held: false } as const;
  const talks = { id: "p2", number: "2", state: "talking", muted: false, held: false } as const;
  const talked = call("a", { operator: "101", stage: "talking" });
  expect(strays([rings, talks], [], "101")).toEqual([rings, talks]);
  expect(strays([rings], [call("a", { offered: ["101"] })], "101")).toEqual([]);
  expect(strays([talks], [talked], "101")).toEqual([]);
  expect(strays([talks, rings], [talked], "101")).toEqual([rings]);
  // Answered a moment ago, and dialled by himself.
  expect(strays([talks], [call("a", { offered: ["101"] })], "101")).toEqual([]);
  expect(strays([rings], [call("a", { operator: "101", stage: "ringing", direction: "out" })], "101")).toEqual([]);
});
