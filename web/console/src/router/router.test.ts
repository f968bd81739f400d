import { expect, test } from "vitest";
import { fit, href } from "./router";

test("a path fits a route of as many parts, and gives the named ones", () => {
  expect(fit("clients", "clients")).toEqual({});
  expect(fit("clients/:id", "clients/12")).toEqual({ id: "12" });
  expect(fit("users/:login", "users/a%20b")).toEqual({ login: "a b" });
  expect(fit("clients", "clients/12")).toBeNull();
  expect(fit("clients/:id", "drivers/12")).toBeNull();
});

test("a link has the filters that are set", () => {
  expect(href("clients")).toBe("/console/clients");
  expect(href("clients", { text: "ol & ha", company: undefined, list: "" })).toBe("/console/clients?text=ol+%26+ha");
});
