import { describe, expect, test } from "vitest";
import { answer, fieldsOf, Refusal } from "./client";

describe("a refusal names the fields", () => {
  test("as the form has them", () => {
    const problem = {
      detail: "validation failed",
      errors: [
        { location: "body.contacts[1].phone", message: "not a telephone number" },
        { location: "path.phone", message: "not a telephone number" },
        { location: "body", message: "something is another's" },
        { message: "nowhere" },
      ],
    };
    expect(fieldsOf(problem)).toEqual({ "contacts[1].phone": "not a telephone number", phone: "not a telephone number", body: "something is another's" });
  });
  test("by the first that is wrong with each", () => {
    expect(fieldsOf({ errors: [{ location: "body.pin", message: "too short" }, { location: "body.pin", message: "no digits" }] })).toEqual({ pin: "too short" });
  });
  test("or none", () => {
    for (const problem of [undefined, null, "text", {}, { errors: null }]) expect(fieldsOf(problem)).toEqual({});
  });
  test("to whoever asked", async () => {
    const refused = { error: { detail: "no", errors: [{ location: "body.name", message: "empty" }] }, response: new Response(null, { status: 422 }) };
    const reason = await answer(Promise.resolve(refused)).catch((e: unknown) => e);
    expect(reason).toBeInstanceOf(Refusal);
    expect(reason).toMatchObject({ status: 422, message: "no", fields: { name: "empty" } });
  });
});
