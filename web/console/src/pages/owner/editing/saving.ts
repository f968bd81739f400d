import { useEffect, useRef, useState } from "preact/hooks";
import { Refusal } from "../../../api";
import { useWords } from "../../../i18n";
import { complain } from "../../../ui";
import { complaintOf } from "./complaint";
import { words } from "./words";

/** What becomes of a form that is sent. */
export interface Saving {
  /** What is wrong with a field, by the name that the API has for it: "contacts[1].phone". */
  error: (field: string) => string | undefined;
  busy: boolean;
  /** Sends it. What is refused stands at its fields, and the first of them has the focus; undefined then. */
  send: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  /** Forgets what was wrong with a field, and with the fields of its list: somebody sees to it. */
  mend: (field: string) => void;
}

/** Keeps what the engine says of the fields of a form. */
export function useSaving(): Saving {
  const t = useWords(words);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const refusals = useRef(0);
  useEffect(() => {
    document.querySelector<HTMLElement>("form.editor [aria-invalid]")?.focus();
  }, [refusals.current]);
  return {
    busy,
    error: (field) => errors[field] && complaintOf(errors[field], t),
    mend: (field) => setErrors((all) => Object.fromEntries(Object.entries(all).filter(([f]) => f !== field && !f.startsWith(`${field}[`)))),
    send: async (work) => {
      if (busy) return undefined;
      setBusy(true);
      setErrors({});
      try {
        return await work();
      } catch (reason) {
        const refusal = reason instanceof Refusal ? reason : new Refusal(0, String(reason));
        setErrors(refusal.fields);
        refusals.current++;
        const why = sentence(refusal, t);
        complain(why ? `${t.failed}: ${why}` : t.failed);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The refusal as a toast tells it: what is wrong with fields in words of theirs, otherwise what the engine said. */
function sentence(refusal: Refusal, t: Parameters<typeof complaintOf>[1]): string {
  const told = Object.values(refusal.fields).map((message) => complaintOf(message, t));
  return told.length > 0 ? [...new Set(told)].join("; ") : refusal.why;
}
