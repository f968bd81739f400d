// What the operator's page is asking of him, and about which call.
import type { BoardCall } from "../../live";
import type { PhoneCall } from "../../phone";

export type DeskDialog = { kind: "transfer"; call: string } | { kind: "dial"; number: string; order?: string };

/** The call that is held longest: to hold and to take back in turn goes round among several. */
export function longestHeld(calls: readonly BoardCall[], own: string): BoardCall | undefined {
  return calls.filter((c) => c.operator === own && c.stage === "held").sort((a, b) => a.since.localeCompare(b.since))[0];
}

/** The numbers of those whom the operator lets wait. */
export function heldNumbers(calls: readonly BoardCall[], own: string): string[] {
  return calls.filter((c) => c.operator === own && c.stage === "held").map((c) => (c.direction === "out" ? c.number : c.caller));
}

/** The call that the keys mean: the one that is talked on, else the one that rings, else the one held longest, else the one that is being made. */
export function keyedCall(calls: readonly BoardCall[], own: string): BoardCall | undefined {
  const mine = calls.filter((c) => c.operator === own);
  return (
    mine.find((c) => c.stage === "talking") ??
    calls.find((c) => c.operator !== own && c.offered.includes(own)) ??
    mine.find((c) => c.stage === "ringing") ??
    longestHeld(calls, own) ??
    mine[0]
  );
}

/** The call that would be answered now, which may come while another is talked on. */
export function ringingCall(calls: readonly BoardCall[], own: string): BoardCall | undefined {
  return calls.find((c) => c.operator !== own && c.offered.includes(own)) ?? calls.find((c) => c.operator === own && c.stage === "ringing" && c.direction !== "out");
}

/**
 * The calls of this browser's telephone of which the engine has not told: it is
 * away, or they are none of the office's. One that was just answered still
 * rings on the board for a moment.
 */
export function strays(onPhone: readonly PhoneCall[], calls: readonly BoardCall[], own: string): PhoneCall[] {
  const rings = ringingCall(calls, own) !== undefined || calls.some((c) => c.operator === own && c.stage === "ringing");
  const has = calls.some((c) => c.operator === own);
  return onPhone.filter((c) => !rings && (c.state === "ringing" || !has));
}

/** How far a call is: one that the operator makes rings at the other's until he answers. */
export function stageOf(call: BoardCall): BoardCall["stage"] {
  return call.direction === "out" && call.stage === "menu" ? "ringing" : call.stage;
}

/** Whether a call can go to somebody else. A colleague whom the operator has called stays with him: such a call has no line. */
export function movable(call: BoardCall): boolean {
  return call.direction !== "out" || call.line !== "";
}

/** Whether a caller may have a driver. */
export function drivable(call: BoardCall): boolean {
  return call.direction === "in";
}
