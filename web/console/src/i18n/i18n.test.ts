import { expect, test } from "vitest";
import { duration, Format, phone, since } from "./format";
import { firstLanguage } from "./language";
import { dictionary, plural } from "./words";

test("durations read as clocks do", () => {
  expect([0, 7.9, 61, 250, 3723, -3].map(duration)).toEqual(["0:00", "0:07", "1:01", "4:10", "1:02:03", "0:00"]);
  expect(since("2026-11-23T12:00:00Z", Date.parse("2026-11-23T12:01:30Z"))).toBe(90);
});

test("numbers people know are grouped, others are left alone", () => {
  expect(phone("+380671112233")).toBe("+380 67 111 22 33");
  expect(phone("+79161234567")).toBe("+7 916 123 45 67");
  expect(["101", "", "<b>", "+38067111223"].map(phone)).toEqual(["101", "", "<b>", "+38067111223"]);
});

test("nouns after numbers take the forms of their language", () => {
  const uk = { one: "дзвінок", few: "дзвінки", many: "дзвінків" };
  expect([0, 1, 2, 5, 11, 21, 22, 111].map((n) => plural("uk", n, uk))).toEqual([uk.many, uk.one, uk.few, uk.many, uk.many, uk.one, uk.few, uk.many]);
  const en = { one: "call", many: "calls" };
  expect([0, 1, 2].map((n) => plural("en", n, en))).toEqual(["calls", "call", "calls"]);
});

test("the language is the one chosen, else one the browser asks for, else Ukrainian", () => {
  expect(firstLanguage("ru", ["en-GB"])).toBe("ru");
  expect(firstLanguage("klingon", ["de-DE", "en-GB", "uk"])).toBe("en");
  expect(firstLanguage(null, ["ru-UA"])).toBe("ru");
  expect(firstLanguage(null, ["de"])).toBe("uk");
});

test("a moment of today is its time, another its date", () => {
  const format = new Format("uk");
  const noon = new Date(2026, 10, 23, 12, 5).getTime();
  expect(format.moment(noon, noon + 60_000)).toBe("12:05");
  expect(format.moment(noon, noon + 24 * 3_600_000)).toBe("23.11.2026, 12:05");
  expect(format.day(noon, noon + 24 * 3_600_000)).toBe("23.11.2026");
  expect(format.percent(0.825)).toBe("83%");
});

test("a dictionary that misses a word does not compile", () => {
  // @ts-expect-error uk misses a word
  dictionary({ en: { a: "a", b: "b" }, uk: { a: "а" }, ru: { a: "а", b: "б" } });
  // @ts-expect-error ru has one too many
  dictionary({ en: { a: "a" }, uk: { a: "а" }, ru: { a: "а", b: "б" } });
  // @ts-expect-error uk is no function
  dictionary({ en: { a: (n: number) => String(n) }, uk: { a: "а" }, ru: { a: (n) => String(n) } });
  // @ts-expect-error ru takes something else
  dictionary({ en: { a: (n: number) => String(n) }, uk: { a: (n) => String(n) }, ru: { a: (n: string) => n } });
  // @ts-expect-error uk misses the name of a thing
  dictionary({ en: { a: { x: "x", y: "y" } }, uk: { a: { x: "x" } }, ru: { a: { x: "x", y: "y" } } });
  const good = dictionary({ en: { a: (n: number) => `${n}`, s: { x: "x" } }, uk: { a: () => "", s: { x: "х" } }, ru: { a: (n) => `${n}`, s: { x: "х" } } });
  expect(good.ru.a(3)).toBe("3");
});
