import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Checkbox, type Option } from "../../../ui";

/** Fields that belong together, under a name of theirs. */
export function Fields({ legend, error, children }: { legend: string; error?: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <fieldset class="fields" aria-describedby={error ? id : undefined}>
      <legend>{legend}</legend>
      {children}
      {error && (
        <p class="field-error" id={id} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface Props<V extends string> {
  legend: string;
  error?: string;
  options: readonly Option<V>[];
  chosen: readonly V[];
  change: (chosen: V[]) => void;
}

/** Any number of a list. What is chosen and not in the list any more stays, until it is taken away. */
export function Checks<V extends string>({ legend, error, options, chosen, change }: Props<V>) {
  const gone = chosen.filter((value) => !options.some((o) => o.value === value)).map((value) => ({ value, label: value }));
  return (
    <Fields legend={legend} error={error}>
      <div class="checks">
        {[...options, ...gone].map((o) => (
          <Checkbox
            key={o.value}
            label={o.label}
            checked={chosen.includes(o.value)}
            change={(on) => change(on ? [...chosen, o.value] : chosen.filter((value) => value !== o.value))}
          />
        ))}
      </div>
    </Fields>
  );
}
