import { duration, now, since, type Moment } from "../i18n";

interface Props {
  from: Moment;
  /** Counts down to what lies so many seconds after from. */
  down?: number;
}

/** The time that has passed since a moment, and goes on. */
export function Counter({ from, down }: Props) {
  const passed = since(from, now.value);
  return <span class="counter">{duration(down === undefined ? passed : Math.ceil(down - passed))}</span>;
}
