// The engine's API. Its types are generated from the document that the engine
// itself serves: `npm run api`.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";
import { end, session } from "./session";

export type Schemas = components["schemas"];

export const api = createClient<paths>({ baseUrl: "/" });

api.use({
  onRequest({ request }) {
    const s = session.value;
    if (s) request.headers.set("Authorization", `Bearer ${s.token}`);
    return request;
  },
  onResponse({ request, response }) {
    // Of a wrong password, too, the answer is 401.
    const ofPassword = /\/(login|me\/password)$/.test(new URL(request.url).pathname);
    if (response.status === 401 && session.value && !ofPassword) end("expired");
  },
});

/** What the engine said to a request that it did not carry out. */
export class Refusal extends Error {
  /** The HTTP status; 0 when the engine was not reached. */
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.name = "Refusal";
    this.status = status;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * What a request was answered with. Every way in which it can fail is a Refusal:
 *
 *     const { operators } = await answer(api.GET("/api/v1/operators"));
 */
export async function answer<T>(request: Promise<Answer<T>>): Promise<NonNullable<T>> {
  let got: Answer<T>;
  try {
    got = await request;
  } catch {
    throw new Refusal(0, "");
  }
  if (!got.response.ok) throw new Refusal(got.response.status, detailOf(got.error));
  return got.data as NonNullable<T>;
}

function detailOf(problem: unknown): string {
  if (typeof problem === "object" && problem !== null && "detail" in problem && typeof problem.detail === "string") return problem.detail;
  return "";
}
