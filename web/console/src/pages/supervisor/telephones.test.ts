import { expect, test } from "vitest";
import { phonesOf } from "./telephones";

test("telephones of one kind are counted, and the first of them says since when", () => {
  const phones = [
    { kind: "browser", since: "2026-11-24T08:30:00Z" },
    { kind: "sip", since: "2026-11-24T08:20:00Z" },
    { kind: "sip", since: "2026-11-24T08:10:00Z" },
  ] as const;
  expect(phonesOf(phones)).toEqual([
    { kind: "sip", count: 2, since: "2026-11-24T08:10:00Z" },
    { kind: "browser", count: 1, since: "2026-11-24T08:30:00Z" },
  ]);
});

test("who is logged in nowhere has none", () => {
  expect(phonesOf([])).toEqual([]);
});
