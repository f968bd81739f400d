import { describe, expect, test } from "vitest";
import type { Schemas } from "../../../api";
import * as client from "./client";
import * as driver from "./driver";

const noon = new Date(2027, 0, 15, 12).toISOString();
const ann: Schemas["Client"] = {
  id: "12",
  name: "Ann",
  number: "1207",
  contacts: [{ phone: "+380671112233", address: "Khreshchatyk 1" }, { phone: "+380441234567" }],
  company: "3",
  standing: { list: "black", reason: "rude", until: noon },
  goes_to: "101",
  has_pin: true,
  balance: "-12.50",
  note: "two\nlines",
};

describe("a client", () => {
  test("who is not touched is sent back as he came, without his PIN", () => {
    const { id: _, has_pin: __, ...rest } = ann;
    expect(JSON.parse(JSON.stringify(client.changeOf(client.formOf(ann), ann)))).toEqual(rest);
  });
  test("is taken off a list with everything that was said of it", () => {
    expect(client.changeOf({ ...client.formOf(ann), list: "" }, ann).standing).toBeUndefined();
  });
  test("is on a list for good when no day is given", () => {
    expect(client.changeOf({ ...client.formOf(ann), until: "" }, ann).standing).toEqual({ list: "black", reason: "rude", until: undefined });
  });
  test("gets a PIN, keeps it, or has none", () => {
    const form = client.formOf(ann);
    expect([client.changeOf({ ...form, pin: " 4321 " }).pin, client.changeOf(form).pin, client.changeOf({ ...form, pin: "4321", noPIN: true }).pin]).toEqual(["4321", undefined, ""]);
  });
  test("keeps an empty number in its place, for the engine to find fault with", () => {
    expect(client.changeOf({ ...client.newClient, contacts: [{ phone: "22", address: "" }, client.noContact] }).contacts.map((k) => k.phone)).toEqual(["22", ""]);
  });
});

describe("a driver", () => {
  const ivan: Schemas["Driver"] = {
    id: "7", callsign: "7", name: "Ivan", phones: ["+380501234567"], car: { colour: "зелений", make: "Lacetti", plate: "AA5678KA" }, has_pin: false, balance: "250.00",
  };
  test("who is not touched is sent back as he came", () => {
    const { id: _, has_pin: __, ...rest } = ivan;
    expect(JSON.parse(JSON.stringify(driver.changeOf(driver.formOf(ivan))))).toEqual(rest);
  });
  test("without anything of a car has none", () => {
    expect(driver.changeOf({ ...driver.formOf(ivan), colour: " ", make: "", plate: "" }).car).toBeUndefined();
  });
});
