export { answer, api, Refusal, type Schemas } from "./client";
export { useAnswer, type Asked } from "./use";
export { role, session, type Role, type Session } from "./session";
