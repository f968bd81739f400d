// How long something holds, as people say it: until the end of a day. The engine
// has moments.
import type { Format } from "../../../i18n/format";
import { beginning, dayBefore } from "../reports/chart";

/** The last day on which it holds, of this computer's calendar; "" is for good. */
export function lastDay(until: string | undefined): string {
  return until ? dayBefore(new Date(new Date(until).getTime() - 1), 0) : "";
}

/**
 * The moment until which it holds, if its last day is this one; undefined is for
 * good. A day that was not changed is the moment that it was.
 */
export function untilEnd(day: string, was?: string): string | undefined {
  if (day === lastDay(was)) return was;
  return day === "" ? undefined : beginning(day, 1);
}

/** Until when it holds: a day that is included, or the moment if that is within a day. */
export function untilText(until: string, format: Format): string {
  return beginning(lastDay(until), 1) === new Date(until).toISOString() ? format.date(new Date(until).getTime() - 1) : format.dateTime(until);
}
