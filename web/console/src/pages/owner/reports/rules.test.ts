import { expect, test } from "vitest";
import { ruleName } from "./rules";

test("rules that are built in have names, and others their own", () => {
  const t = { builtIn: { "built-in:rating": "Asks for marks" }, connect: "Client with driver:" };
  expect(ruleName("built-in:rating", t)).toBe("Asks for marks");
  expect(ruleName("built-in:connect:arrived", t)).toBe("Client with driver: arrived");
  expect(ruleName("car is there", t)).toBe("car is there");
});
