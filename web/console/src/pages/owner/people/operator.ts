// What stands in the fields of an operator, and what of it is sent.
import type { Schemas } from "../../../api";

/** A queue that he serves, or may. */
export interface Place {
  queue: string;
  serves: boolean;
  /** A group of the queue's steps; "" is none. */
  group: string;
  /** 1 is offered a call before 2, where the queue goes by priority. */
  priority: string;
}

export interface OperatorForm {
  id: string;
  name: string;
  places: readonly Place[];
  /** What his telephones are to register with; "" is as it is, or made up. */
  password: string;
}

/** The form of an operator, with a place in every queue of the office and in those that he still has besides. */
export function formOf(o: Schemas["Operator"] | undefined, queues: readonly string[]): OperatorForm {
  const his = o?.queues ?? [];
  const names = [...queues, ...his.map((m) => m.queue).filter((q) => !queues.includes(q))];
  return {
    id: o?.id ?? "",
    name: o?.name ?? "",
    password: "",
    places: names.map((queue) => {
      const m = his.find((h) => h.queue === queue);
      return { queue, serves: m !== undefined, group: m?.group ?? "", priority: String(m?.priority ?? 1) };
    }),
  };
}

export function changeOf(f: OperatorForm): Schemas["OperatorChange"] {
  return {
    name: f.name.trim(),
    queues: f.places
      .filter((p) => p.serves)
      .map((p) => ({ queue: p.queue, group: p.group.trim() || undefined, priority: Number(p.priority) || 1 })),
    password: f.password || undefined,
  };
}

/** The name that the API has for a part of a place: only those that he serves are sent. */
export function fieldOf(f: OperatorForm, queue: string, part: string): string {
  return `queues[${f.places.filter((p) => p.serves).findIndex((p) => p.queue === queue)}].${part}`;
}
