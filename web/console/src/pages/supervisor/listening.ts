import { answer, api, session } from "../../api";
import type { BoardListening } from "../../live";
import { board } from "../../live";

export type Mode = "listen" | "whisper" | "barge";

/** The listening of whoever is logged in, if there is one. */
export function mine(): BoardListening | undefined {
  const login = session.value?.login;
  return [...board.value.listenings.values()].find((l) => l.by === login);
}

/** Listens to an operator, or changes who hears the listener; another operator's listening ends first. */
export async function listen(operator: string, mode: Mode): Promise<void> {
  const now = mine();
  if (now && now.operator === operator) {
    await answer(api.PUT("/api/v1/listenings/{id}", { params: { path: { id: now.id } }, body: { mode } }));
    return;
  }
  if (now) await stop(now.id);
  await answer(api.POST("/api/v1/listenings", { body: { operator, mode } }));
}

export async function stop(id: string): Promise<void> {
  await answer(api.DELETE("/api/v1/listenings/{id}", { params: { path: { id } } }));
}
