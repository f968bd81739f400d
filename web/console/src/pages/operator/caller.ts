import { phone as written } from "../../i18n";
import type { BoardCall } from "../../live";

/** A caller's name as his network sent it; many send the number once more. */
export function nameOf(name: string | undefined, number: string): string {
  const digits = (text: string) => text.replace(/[\s()+-]/g, "");
  return name && digits(name) !== digits(number) ? name : "";
}

/** What a call is called by: who calls, or, of one that goes out, who is called. */
export function callerOf(c: Pick<BoardCall, "direction" | "number" | "caller" | "name">, withheld: string): { title: string; number: string } {
  const number = c.direction === "out" ? c.number : c.caller;
  const shown = number ? written(number) : withheld;
  const name = nameOf(c.name, number);
  return { title: name || shown, number: name ? shown : "" };
}
