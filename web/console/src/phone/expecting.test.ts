import { expect, test } from "vitest";
import { expectedWithin, Expecting, sameNumber, talkedOn } from "./expecting";

test("a number is the same with its country, with a zero and with blanks", () => {
  expect(sameNumber("067 111-22-33", "+380671112233")).toBe(true);
  expect(sameNumber("+380671112233", "+380671112234")).toBe(false);
  expect(sameNumber("103", "103")).toBe(true);
  expect(sameNumber("103", "+380671112103")).toBe(false);
  expect(sameNumber("", "")).toBe(false);
});

test("only the call that was asked for is taken, once, and not much later", () => {
  const e = new Expecting();
  expect(e.takes("+380671112233", 0)).toBe(false);
  e.expect("0671112233", 1000);
  expect(e.takes("+380501234567", 2000)).toBe(false);
  expect(e.takes("+380671112233", 2000)).toBe(true);
  expect(e.takes("+380671112233", 2001)).toBe(false);
  e.expect("103", 1000);
  expect(e.takes("103", 1000 + expectedWithin)).toBe(false);
});

test("digits go to the call that is not held, however late the held one was answered", () => {
  const [first, second] = [
    { number: "+380671112233", state: "talking" },
    { number: "+380671112234", state: "talking" },
  ];
  const rings = { number: "+380671112235", state: "ringing" };
  expect(talkedOn([first, second, rings], [])).toBe(second);
  expect(talkedOn([first, second, rings], ["067 111 22 34"])).toBe(first);
  expect(talkedOn([first, rings], ["+380671112233"])).toBeUndefined();
});
