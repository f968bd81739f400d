import { expect, test } from "vitest";
import { callerOf } from "./caller";

const call = { direction: "in", number: "+380441230000", caller: "+380671112233" } as const;

test("a call is called by a name, if its network sent one that is no number", () => {
  expect(callerOf({ ...call, name: "Olha" }, "withheld")).toEqual({ title: "Olha", number: "+380 67 111 22 33" });
  expect(callerOf({ ...call, name: "380671112233" }, "withheld")).toEqual({ title: "+380 67 111 22 33", number: "" });
  expect(callerOf(call, "withheld")).toEqual({ title: "+380 67 111 22 33", number: "" });
  expect(callerOf({ ...call, caller: "" }, "withheld")).toEqual({ title: "withheld", number: "" });
});

test("a call that goes out is called by who is called", () => {
  expect(callerOf({ ...call, direction: "out" }, "").title).toBe("+380 44 123 00 00");
});
