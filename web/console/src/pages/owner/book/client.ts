// What stands in the fields of a client, and what of it is sent: a client is
// replaced whole, so whatever is not shown must go back as it came.
import type { Schemas } from "../../../api";
import { lastDay, untilEnd } from "../editing/until";

export interface ClientForm {
  name: string;
  number: string;
  contacts: readonly { phone: string; address: string }[];
  company: string;
  list: "" | "vip" | "black";
  reason: string;
  /** The last day of the standing; "" is for good. */
  until: string;
  goesTo: string;
  /** A new PIN; "" is as it is. */
  pin: string;
  noPIN: boolean;
  balance: string;
  note: string;
}

export const noContact = { phone: "", address: "" };

export const newClient: ClientForm = {
  name: "", number: "", contacts: [noContact], company: "", list: "", reason: "", until: "", goesTo: "", pin: "", noPIN: false, balance: "0.00", note: "",
};

export function formOf(c: Schemas["Client"]): ClientForm {
  return {
    ...newClient,
    name: c.name,
    number: c.number ?? "",
    contacts: c.contacts.map((k) => ({ phone: k.phone, address: k.address ?? "" })),
    company: c.company ?? "",
    list: c.standing?.list ?? "",
    reason: c.standing?.reason ?? "",
    until: lastDay(c.standing?.until),
    goesTo: c.goes_to ?? "",
    balance: c.balance,
    note: c.note ?? "",
  };
}

/** What is sent of a client who was this before; of a new one, without him. */
export function changeOf(f: ClientForm, was?: Schemas["Client"]): Schemas["ClientChange"] {
  return {
    name: f.name.trim(),
    number: f.number.trim() || undefined,
    contacts: f.contacts.map((k) => ({ phone: k.phone.trim(), address: k.address.trim() || undefined })),
    company: f.company || undefined,
    standing: f.list ? { list: f.list, reason: f.reason.trim() || undefined, until: untilEnd(f.until, was?.standing?.until) } : undefined,
    goes_to: f.goesTo || undefined,
    pin: f.noPIN ? "" : f.pin.trim() || undefined,
    balance: f.balance.trim() || undefined,
    note: f.note || undefined,
  };
}
