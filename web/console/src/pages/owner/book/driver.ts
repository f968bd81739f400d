// What stands in the fields of a driver, and what of it is sent.
import type { Schemas } from "../../../api";

export interface DriverForm {
  callsign: string;
  name: string;
  phones: readonly string[];
  colour: string;
  make: string;
  plate: string;
  /** A new PIN; "" is as it is. */
  pin: string;
  noPIN: boolean;
  balance: string;
  note: string;
}

export const newDriver: DriverForm = { callsign: "", name: "", phones: [""], colour: "", make: "", plate: "", pin: "", noPIN: false, balance: "0.00", note: "" };

export function formOf(d: Schemas["Driver"]): DriverForm {
  return {
    ...newDriver,
    callsign: d.callsign,
    name: d.name,
    phones: d.phones,
    colour: d.car?.colour ?? "",
    make: d.car?.make ?? "",
    plate: d.car?.plate ?? "",
    balance: d.balance,
    note: d.note ?? "",
  };
}

export function changeOf(f: DriverForm): Schemas["DriverChange"] {
  const car = { colour: f.colour.trim() || undefined, make: f.make.trim() || undefined, plate: f.plate.trim() || undefined };
  return {
    callsign: f.callsign.trim(),
    name: f.name.trim(),
    phones: f.phones.map((p) => p.trim()),
    car: car.colour || car.make || car.plate ? car : undefined,
    pin: f.noPIN ? "" : f.pin.trim() || undefined,
    balance: f.balance.trim() || undefined,
    note: f.note || undefined,
  };
}
