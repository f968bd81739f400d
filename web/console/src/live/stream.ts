import { EventReader, type ServerEvent } from "./events";

/** How the stream is: it tells of its troubles by itself and never gives up, except when it is not let in. */
export type StreamState = "connecting" | "live" | "reconnecting" | "refused";

export interface StreamOptions {
  /** Opens the stream; lastEventID is "" when there is nothing to resume. */
  open: (lastEventID: string, signal: AbortSignal) => Promise<Response>;
  event: (e: ServerEvent) => void;
  state: (s: StreamState) => void;
  /** Of 0 to 1, for the pauses between attempts. */
  random?: () => number;
}

/** A stream that has said nothing for so long is dead: the engine says something every 15 s. */
export const silence = 40_000;

const firstPause = 500;
const longestPause = 10_000;

/**
 * How long to wait before an attempt, the first being 0. Consoles that lost the
 * engine at one moment come back spread out, and half of the pause is certain.
 */
export function pause(attempt: number, random: number): number {
  const most = Math.min(longestPause, firstPause * 2 ** Math.min(attempt, 10));
  return most / 2 + (most / 2) * random;
}

/** Keeps a stream of events open until the signal ends it. */
export async function follow(options: StreamOptions, signal: AbortSignal): Promise<void> {
  const random = options.random ?? Math.random;
  let last = "";
  let attempt = 0;
  options.state("connecting");
  while (!signal.aborted) {
    const one = new AbortController();
    const stop = () => one.abort();
    signal.addEventListener("abort", stop);
    let watch = setTimeout(stop, silence);
    try {
      const response = await options.open(last, one.signal);
      if (response.status === 401 || response.status === 403) {
        options.state("refused");
        return;
      }
      if (response.ok && response.body) {
        // A stream that resumes where nothing has happened says nothing for a while.
        options.state("live");
        attempt = -1;
        const pieces = response.body.getReader();
        const text = new TextDecoder();
        const events = new EventReader();
        for (;;) {
          const { done, value } = await pieces.read();
          if (done) break;
          clearTimeout(watch);
          watch = setTimeout(stop, silence);
          for (const e of events.read(text.decode(value, { stream: true }))) {
            last = e.id;
            options.event(e);
          }
        }
      }
    } catch {
      // The network, or the engine, is away; or the stream was silent for too long.
    } finally {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
      one.abort();
    }
    if (signal.aborted) return;
    options.state("reconnecting");
    attempt++;
    await sleep(pause(attempt, random()), signal);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      // A computer that wakes up, or whose cable is plugged in, does not wait.
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    globalThis.addEventListener?.("online", done);
  });
}
