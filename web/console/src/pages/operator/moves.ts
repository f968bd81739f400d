// What an operator has done with calls and with his own state. Every move is
// asked of the engine, and so works for every kind of telephone; where the
// telephone is this browser, it answers and hangs up by itself too.
import { answer, api, session } from "../../api";
import { phone } from "../../phone";
import { tell } from "../../ui";

export type Target = { operator: string } | { queue: string } | { number: string };

const of = (id: string) => ({ params: { path: { id } } });

/** The extension of whoever is logged in. Only who has one sees the desk. */
function own(): string {
  return session.peek()?.operator ?? "";
}

export async function answerCall(id: string): Promise<void> {
  if (!phone.answer()) await answer(api.POST("/api/v1/calls/{id}/answer", of(id)));
}

/** Ends a conversation; with the engine away, this browser's part of it. */
export async function hangUp(id: string): Promise<void> {
  try {
    await answer(api.POST("/api/v1/calls/{id}/hangup", of(id)));
  } catch (reason) {
    if (!phone.hangup()) throw reason;
  }
}

export const hold = (id: string) => answer(api.POST("/api/v1/calls/{id}/hold", of(id)));
export const resume = (id: string) => answer(api.POST("/api/v1/calls/{id}/resume", of(id)));
export const completeTransfer = (id: string) => answer(api.POST("/api/v1/calls/{id}/transfer/complete", of(id)));
export const cancelTransfer = (id: string) => answer(api.POST("/api/v1/calls/{id}/transfer/cancel", of(id)));

/** Moves the client to his driver; said tells the operator that he is free. */
export async function sendToDriver(id: string, said: string): Promise<void> {
  await answer(api.POST("/api/v1/calls/{id}/to-driver", of(id)));
  tell(said);
}

export function transfer(id: string, to: Target, attended: boolean) {
  return answer(api.POST("/api/v1/calls/{id}/transfer", { ...of(id), body: { ...to, attended } }));
}

/** Calls a number; the operator's telephone rings first, and this browser's answers by itself. */
export async function dial(number: string, order?: string): Promise<void> {
  phone.expect(number);
  await answer(api.POST("/api/v1/operators/{id}/dial", { ...of(own()), body: { number, ...(order ? { order } : {}) } }));
}

export function pauseRecording(id: string, pause: boolean) {
  return answer(pause ? api.POST("/api/v1/calls/{id}/recording/pause", of(id)) : api.POST("/api/v1/calls/{id}/recording/resume", of(id)));
}

export function setStatus(status: "ready" | "break" | "logged-out", reason?: string) {
  return answer(api.PUT("/api/v1/operators/{id}/status", { ...of(own()), body: { status, ...(reason ? { reason } : {}) } }));
}

export function endWrapUp() {
  return answer(api.POST("/api/v1/operators/{id}/wrap-up/end", of(own())));
}
