import { expect, test } from "vitest";
import { draftOf, editOf, emptyForm, formOf, localOf, sameForm } from "./form";

test("what nobody has filled in is not sent", () => {
  expect(draftOf({ ...emptyForm, pickup: " Khreshchatyk 1 ", crewGroup: " " }, { call: "c", request: "c", client: undefined, company: undefined, phone: "+380671112233", line: "" })).toEqual({
    pickup: "Khreshchatyk 1",
    phone: "+380671112233",
    call: "c",
    request: "c",
    wishes: {},
  });
});

test("only what was changed is sent, and an emptied field is sent empty", () => {
  const was = { ...emptyForm, pickup: "A", destination: "B", tariff: "city", wanted: "2026-11-23T14:00" };
  expect(editOf(was, was)).toBeNull();
  expect(editOf({ ...was, pickup: "A " }, was)).toBeNull();
  expect(editOf({ ...was, destination: "", wanted: "" }, was)).toEqual({ destination: "", wanted_at: "" });
  expect(editOf({ ...was, service: "meet" }, was)).toEqual({ wishes: { tariff: "city", service: "meet" } });
});

test("a wanted time goes out and comes back as it was typed", () => {
  const draft = draftOf({ ...emptyForm, pickup: "A", wanted: "2026-12-01T08:30" }, {});
  expect(formOf(draft).wanted).toBe("2026-12-01T08:30");
  expect(localOf(new Date(2026, 0, 2, 3, 4))).toBe("2026-01-02T03:04");
});

test("forms are the same when every field is", () => {
  expect(sameForm(emptyForm, { ...emptyForm })).toBe(true);
  expect(sameForm(emptyForm, { ...emptyForm, note: "x" })).toBe(false);
});
