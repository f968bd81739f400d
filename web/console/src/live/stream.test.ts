import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerEvent } from "./events";
import { follow, pause, silence, type StreamState } from "./stream";

// An engine that serves streams by hand.
class Engine {
  readonly asked: string[] = [];
  away = false;
  status = 200;
  private stream: ReadableStreamDefaultController<Uint8Array> | undefined;

  open = (last: string, signal: AbortSignal): Promise<Response> => {
    this.asked.push(last);
    if (this.away) return Promise.reject(new TypeError("fetch failed"));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.stream = controller;
        signal.addEventListener("abort", () => controller.error(new DOMException("aborted", "AbortError")));
      },
    });
    return Promise.resolve(new Response(this.status === 200 ? body : null, { status: this.status }));
  };

  say(text: string): void {
    this.send(new TextEncoder().encode(text));
  }

  send(bytes: Uint8Array): void {
    this.stream?.enqueue(bytes);
  }

  die(): void {
    this.stream?.close();
  }
}

let life: AbortController;
let engine: Engine;
let states: StreamState[];
let events: ServerEvent[];
let over: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  engine = new Engine();
  states = [];
  events = [];
});

afterEach(async () => {
  life.abort();
  await vi.runAllTimersAsync();
  await over;
  vi.useRealTimers();
});

function start(): void {
  over = follow({ open: engine.open, event: (e) => events.push(e), state: (s) => states.push(s), random: () => 1 }, life.signal);
}

const tick = () => vi.advanceTimersByTimeAsync(0);

test("after a restart of the engine the stream goes on behind the last event", async () => {
  start();
  await tick();
  engine.say("id: a-1\nevent: board\ndata: {}\n\n");
  engine.say("id: a-2\nevent: call\ndata: {}\n\n");
  await tick();
  expect(states).toEqual(["connecting", "live"]);
  engine.away = true;
  engine.die();
  await tick();
  expect(states.at(-1)).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(engine.asked.length).toBeGreaterThan(2);
  engine.away = false;
  await vi.advanceTimersByTimeAsync(10_000);
  engine.say("id: b-1\nevent: board\ndata: {}\n\n");
  await tick();
  expect(engine.asked[0]).toBe("");
  expect(new Set(engine.asked.slice(1))).toEqual(new Set(["a-2"]));
  expect(states.at(-1)).toBe("live");
  expect(events.map((e) => e.id)).toEqual(["a-1", "a-2", "b-1"]);
});

test("letters that are cut in the middle arrive whole", async () => {
  start();
  await tick();
  const bytes = new TextEncoder().encode("event: call\ndata: Олена\n\n");
  for (const byte of bytes) engine.send(Uint8Array.of(byte));
  await tick();
  expect(events.map((e) => e.data)).toEqual(["Олена"]);
});

test("a stream that says nothing is taken for dead", async () => {
  start();
  await tick();
  engine.say(": the engine lives\n\n");
  await vi.advanceTimersByTimeAsync(silence - 1);
  expect(states.at(-1)).toBe("live");
  await vi.advanceTimersByTimeAsync(1);
  expect(states.at(-1)).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.asked.length).toBe(2);
});

test("who is not let in any more does not knock again", async () => {
  engine.status = 401;
  start();
  await over;
  expect(states).toEqual(["connecting", "refused"]);
  expect(engine.asked.length).toBe(1);
});

test("an engine that is starting is asked again", async () => {
  engine.status = 503;
  start();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(engine.asked.length).toBeGreaterThan(1);
  expect(states.at(-1)).toBe("reconnecting");
});

test("pauses grow to ten seconds, and half of each is certain", () => {
  expect([0, 1, 2, 3, 20].map((n) => pause(n, 1))).toEqual([500, 1000, 2000, 4000, 10_000]);
  expect([0, 3, 20].map((n) => pause(n, 0))).toEqual([250, 2000, 5000]);
});
