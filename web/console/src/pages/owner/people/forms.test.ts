import { describe, expect, test } from "vitest";
import type { Schemas } from "../../../api";
import * as operator from "./operator";
import * as user from "./user";

const sent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

describe("an operator", () => {
  const olena = { id: "101", name: "Olena", queues: [{ queue: "drivers", group: "seniors", priority: 2 }, { queue: "closed", priority: 1 }] } as Schemas["Operator"];
  test("has a place in every queue, and in one that is no more", () => {
    const places = operator.formOf(olena, ["clients", "drivers"]).places;
    expect(places.map((p) => [p.queue, p.serves])).toEqual([["clients", false], ["drivers", true], ["closed", true]]);
  });
  test("who is not touched is sent back as she came", () => {
    expect(sent(operator.changeOf(operator.formOf(olena, ["clients", "drivers"])))).toEqual({ name: "Olena", queues: olena.queues });
  });
  test("has faults found with the queues that are sent", () => {
    const form = operator.formOf(olena, ["clients", "drivers"]);
    expect([operator.fieldOf(form, "drivers", "group"), operator.fieldOf(form, "closed", "queue")]).toEqual(["queues[0].group", "queues[1].queue"]);
  });
});

describe("a log-in", () => {
  const hanna: Schemas["User"] = {
    login: "hanna", name: "Ганна", role: "supervisor", operator: "105", disabled: false, created_at: "2026-03-01T08:00:00Z", language: "uk",
    hears: { operators: ["101"], queues: ["clients"], groups: ["seniors", "night"] },
  };
  test("that is not touched is sent back as it came, with its password", () => {
    const { login: _, created_at: __, disabled: ___, ...rest } = hanna;
    expect(sent(user.changeOf(user.formOf(hanna)))).toEqual(rest);
  });
  test("of a supervisor who may hear nobody is not one who may hear all", () => {
    expect(user.changeOf({ ...user.formOf(hanna), operators: [], queues: [], groups: " , " }).hears).toEqual({ operators: [], queues: [], groups: [] });
    expect(user.changeOf({ ...user.formOf(hanna), hearsAll: true }).hears).toBeUndefined();
  });
  test("of who is a supervisor no more says nothing of whom he may hear", () => {
    expect(user.changeOf({ ...user.formOf(hanna), role: "operator" }).hears).toBeUndefined();
  });
});
