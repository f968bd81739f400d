interface Props<V extends string> {
  /** What is chosen, for those who do not see it. */
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  change: (value: V) => void;
}

/** A few choices side by side, of which one is taken. */
export function Choice<V extends string>({ label, value, options, change }: Props<V>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map((o) => (
        <button key={o.value} type="button" aria-pressed={o.value === value} onClick={() => change(o.value)}>
          {o.label}
        </button>
      ))}
    </div>
  );
}
