import { describe, expect, test } from "vitest";
import { Format } from "../../../i18n/format";
import { lastDay, untilEnd, untilText } from "./until";

describe("what holds until the end of a day", () => {
  test("ends when the next one begins", () => {
    expect(untilEnd("2026-12-31")).toBe(new Date(2027, 0, 1).toISOString());
    expect(lastDay(untilEnd("2026-12-31"))).toBe("2026-12-31");
  });
  test("or never", () => {
    expect(untilEnd("")).toBeUndefined();
    expect(lastDay(undefined)).toBe("");
    expect(untilEnd("", new Date(2027, 0, 1).toISOString())).toBeUndefined();
  });
  test("keeps the moment that somebody else has set", () => {
    const noon = new Date(2026, 11, 31, 12).toISOString();
    expect(lastDay(noon)).toBe("2026-12-31");
    expect(untilEnd("2026-12-31", noon)).toBe(noon);
    expect(untilEnd("2027-01-01", noon)).toBe(new Date(2027, 0, 2).toISOString());
  });
  test("is told by its day, or by the moment within one", () => {
    const format = new Format("uk");
    expect(untilText(new Date(2027, 0, 1).toISOString(), format)).toBe("31.12.2026");
    expect(untilText(new Date(2026, 11, 31, 12, 5).toISOString(), format)).toBe("31.12.2026, 12:05");
  });
});
