// What stands in the fields of an order card, and what of it is sent.
import type { Schemas } from "../../api";

export interface Form {
  pickup: string;
  destination: string;
  name: string;
  dial: string;
  /** As datetime-local has it, in this computer's time; "" is as soon as can be. */
  wanted: string;
  note: string;
  crewGroup: string;
  tariff: string;
  service: string;
}

export const emptyForm: Form = { pickup: "", destination: "", name: "", dial: "", wanted: "", note: "", crewGroup: "", tariff: "", service: "" };

/** The form of what is known of an order, taken or to be taken. */
export function formOf(o: Partial<Schemas["Order"] & Schemas["Draft"]>): Form {
  return {
    pickup: o.pickup ?? "",
    destination: o.destination ?? "",
    name: o.name ?? "",
    dial: o.dial ?? "",
    wanted: o.wanted_at ? localOf(new Date(o.wanted_at)) : "",
    note: o.note ?? "",
    crewGroup: o.wishes?.crew_group ?? "",
    tariff: o.wishes?.tariff ?? "",
    service: o.wishes?.service ?? "",
  };
}

/** 2026-11-23T14:07 of this computer's time, as fields of a time have it. */
export function localOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function instantOf(local: string): string | undefined {
  return local === "" ? undefined : new Date(local).toISOString();
}

function wishesOf(f: Form): Schemas["Wishes"] {
  return {
    ...(f.crewGroup.trim() ? { crew_group: f.crewGroup.trim() } : {}),
    ...(f.tariff.trim() ? { tariff: f.tariff.trim() } : {}),
    ...(f.service.trim() ? { service: f.service.trim() } : {}),
  };
}

/** Who orders and how: what the card knows besides the form. */
export type Known = Pick<Schemas["Draft"], "call" | "client" | "company" | "phone" | "line" | "request">;

/** An order to be taken. Empty fields are left out. */
export function draftOf(f: Form, known: Known): Schemas["Draft"] {
  const draft: Schemas["Draft"] = { pickup: f.pickup.trim(), wishes: wishesOf(f) };
  for (const [key, value] of Object.entries({ ...known, destination: f.destination, name: f.name, dial: f.dial, note: f.note, wanted_at: instantOf(f.wanted) })) {
    if (value?.trim()) Object.assign(draft, { [key]: value.trim() });
  }
  return draft;
}

/** What was changed of an order since the form was filled; null if nothing was. */
export function editOf(f: Form, was: Form): Schemas["OrderEdit"] | null {
  const edit: Schemas["OrderEdit"] = {};
  for (const key of ["pickup", "destination", "name", "dial", "note"] as const) {
    if (f[key].trim() !== was[key].trim()) edit[key] = f[key].trim();
  }
  if (f.wanted !== was.wanted) edit.wanted_at = instantOf(f.wanted) ?? "";
  if (f.crewGroup.trim() !== was.crewGroup.trim() || f.tariff.trim() !== was.tariff.trim() || f.service.trim() !== was.service.trim()) edit.wishes = wishesOf(f);
  return Object.keys(edit).length > 0 ? edit : null;
}

export function sameForm(a: Form, b: Form): boolean {
  return (Object.keys(a) as (keyof Form)[]).every((key) => a[key] === b[key]);
}
