// The time that counters on the screen count with.
import { signal } from "@preact/signals";

/**
 * Milliseconds since 1970, by the engine's clock as far as it is known: once a
 * second it is a new value, and whoever reads it is drawn again.
 */
export const now = signal(Date.now());

let ahead = 0;

/** Tells what the engine's clock shows, which may differ from this computer's. */
export function setEngineTime(at: number): void {
  ahead = at - Date.now();
  now.value = at;
}

/** The engine's clock, without waiting for the next second. */
export function engineTime(): number {
  return Date.now() + ahead;
}

/** Lets the clock go; returns what stops it. */
export function startClock(): () => void {
  const timer = setInterval(() => (now.value = engineTime()), 1000);
  return () => clearInterval(timer);
}
