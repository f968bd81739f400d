// The engine's API. Its types are generated from the document that the engine
// itself serves: `npm run api`.
import createClient from "openapi-fetch";
import { language } from "../i18n/language";
import { kindOf, sayKind, type Kind } from "./problems";
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
  /** What is wrong with which part of what was sent: { "contacts[1].phone": "not a telephone number" }. */
  readonly fields: Readonly<Record<string, string>>;
  /** What it is about; undefined: the engine has not said. */
  readonly kind: Kind | undefined;

  constructor(status: number, detail: string, fields: Readonly<Record<string, string>> = {}, kind?: Kind) {
    super(detail);
    this.name = "Refusal";
    this.status = status;
    this.fields = fields;
    this.kind = kind;
  }

  /** Why, in the language that is spoken now; empty: nobody knows. */
  get why(): string {
    return sayKind(this.kind, language.value) ?? this.message;
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
  if (!got.response.ok) throw new Refusal(got.response.status, detailOf(got.error), fieldsOf(got.error), kindOf(got.error));
  return got.data as NonNullable<T>;
}

function detailOf(problem: unknown): string {
  if (typeof problem === "object" && problem !== null && "detail" in problem && typeof problem.detail === "string") return problem.detail;
  return "";
}

/** Where a problem (RFC 9457) is, of the engine's errors, without the part of the request that it is in. */
export function fieldsOf(problem: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (typeof problem !== "object" || problem === null || !("errors" in problem) || !Array.isArray(problem.errors)) return fields;
  for (const e of problem.errors as Schemas["ProblemDetail"][]) {
    const field = e.location?.replace(/^(body|path|query)\./, "");
    if (field && e.message) fields[field] ??= e.message;
  }
  return fields;
}
