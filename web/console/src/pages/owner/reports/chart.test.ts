import { describe, expect, test } from "vitest";
import { beginning, dayBefore, draw } from "./chart";

describe("a bar chart", () => {
  test("is as long as its longest bar", () => {
    expect(draw([{ label: "a", whole: 10, part: 5 }, { label: "b", whole: 5, part: 5 }]).map((b) => [b.length, b.filled])).toEqual([
      [1, 0.5],
      [0.5, 1],
    ]);
  });
  test("of nothing is nothing", () => {
    expect(draw([{ label: "a", whole: 0, part: 0 }])[0]).toMatchObject({ length: 0, filled: 0 });
    expect(draw([])).toEqual([]);
  });
  test("never has more of a bar than the bar", () => {
    expect(draw([{ label: "a", whole: 2, part: 3 }])[0]?.filled).toBe(1);
  });
});

test("days begin at midnight here", () => {
  expect(dayBefore(new Date(2026, 2, 1, 0, 30), 1)).toBe("2026-02-28");
  expect(new Date(beginning("2026-03-01")).getHours()).toBe(0);
  expect(new Date(beginning("2026-02-28", 1)).getDate()).toBe(1);
});
