// The office, live: one stream of events for the whole console, and what it has
// told. It outlives an engine: while the stream is away the screen shows what
// was last known, and the first event afterwards puts it right.
import { computed, signal } from "@preact/signals";
import { end, session } from "../api/session";
import { engineTime, setEngineTime } from "../i18n/clock";
import { apply, emptyBoard, type Board, type BoardDocument } from "./board";
import type { ServerEvent } from "./events";
import { follow, type StreamState } from "./stream";

export const board = signal<Board>(emptyBoard);
export const streamState = signal<StreamState>("connecting");

/** Whether a board has been told at all since the log-in. */
export const known = signal(false);

/** The operator who is logged in, as the office sees him. */
export const me = computed(() => board.value.operators.get(session.value?.operator ?? ""));

/** A card that the engine wants to be opened, and when it said so. */
export interface CardEvent {
  call: string;
  order?: string;
  at: number;
}

export const card = signal<CardEvent | null>(null);

/** Takes one event in. */
export function take(e: ServerEvent): void {
  let data: unknown;
  try {
    data = JSON.parse(e.data);
  } catch {
    return; // of a version that speaks otherwise; the rest is still good
  }
  if (e.type === "card") {
    card.value = { ...(data as { call: string; order?: string }), at: engineTime() };
    return;
  }
  if (e.type === "board") {
    setEngineTime(new Date((data as BoardDocument).at).getTime());
    known.value = true;
  }
  board.value = apply(board.value, e.type, data);
}

/** Follows the office for whoever is logged in; returns what ends it. */
export function startLive(): () => void {
  const life = new AbortController();
  board.value = emptyBoard;
  known.value = false;
  card.value = null;
  void follow(
    {
      open: (last, signal) => {
        const headers: Record<string, string> = { Accept: "text/event-stream", Authorization: `Bearer ${session.value?.token ?? ""}` };
        if (last) headers["Last-Event-ID"] = last;
        return fetch("/api/v1/events", { headers, signal, cache: "no-store" });
      },
      event: take,
      state: (s) => {
        streamState.value = s;
        if (s === "refused") end("expired");
      },
    },
    life.signal,
  );
  return () => life.abort();
}
