import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Refusal } from "./client";

/** What a component knows of something that it has asked for. */
export interface Asked<T> {
  /** The last answer; undefined until the first. It stays while another is awaited. */
  data: T | undefined;
  /** Why there is no newer one. */
  refusal: Refusal | undefined;
  loading: boolean;
  /** Asks again. */
  again: () => void;
}

/**
 * Asks when the component appears and whenever one of what it depends on
 * changes. An answer that comes after a later question is thrown away.
 *
 *     const drivers = useAnswer(() => answer(api.GET("/api/v1/drivers", { params: { query: { text } } })), [text]);
 */
export function useAnswer<T>(ask: () => Promise<T>, on: readonly unknown[]): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({ data: undefined, refusal: undefined, loading: true });
  const turn = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;
  const again = useCallback(() => {
    const mine = ++turn.current;
    setState((s) => ({ ...s, loading: true }));
    latest.current().then(
      (data) => mine === turn.current && setState({ data, refusal: undefined, loading: false }),
      (reason: unknown) =>
        mine === turn.current &&
        setState((s) => ({ ...s, refusal: reason instanceof Refusal ? reason : new Refusal(0, String(reason)), loading: false })),
    );
  }, []);
  useEffect(() => {
    again();
    return () => void turn.current++;
  }, on);
  return { ...state, again };
}
