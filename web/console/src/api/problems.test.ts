import { afterEach, describe, expect, test } from "vitest";
import { language } from "../i18n/language";
import { answer, Refusal } from "./client";
import { kindOf } from "./problems";

const refused = (type: string | undefined) => ({
  error: { type, detail: "the caller is with no operator at the moment" },
  response: new Response(null, { status: 409 }),
});

describe("a refusal is told", () => {
  afterEach(() => void (language.value = "uk"));

  test("in the language of the console, by its kind", async () => {
    const reason: unknown = await answer(Promise.resolve(refused("urn:cabline:problem:not-talking"))).catch((e: unknown) => e);
    expect(reason).toBeInstanceOf(Refusal);
    const refusal = reason as Refusal;
    language.value = "uk";
    expect(refusal.why).toBe("зараз з абонентом ніхто не говорить");
    language.value = "ru";
    expect(refusal.why).toBe("сейчас с абонентом никто не говорит");
    language.value = "en";
    expect(refusal.why).toBe("the caller is with no operator at the moment");
  });

  test("as the engine has said it, if the kind is not known", async () => {
    language.value = "uk";
    for (const type of [undefined, "about:blank", "urn:cabline:problem:from-a-later-version", "urn:cabline:problem:constructor"]) {
      const refusal = (await answer(Promise.resolve(refused(type))).catch((e: unknown) => e)) as Refusal;
      expect(refusal.kind).toBeUndefined();
      expect(refusal.why).toBe("the caller is with no operator at the moment");
    }
    for (const problem of [undefined, null, "text", {}, { type: 7 }]) expect(kindOf(problem)).toBeUndefined();
  });
});
