import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface Around {
  label: string;
  /** What is wrong with what was put in. */
  error?: string;
  hint?: string;
  /** Takes the whole width of a form of several columns. */
  wide?: boolean;
}

function Labelled({ label, error, hint, wide, id, children }: Around & { id: string; children: ComponentChildren }) {
  return (
    <div class={`field ${wide ? "wide" : ""}`}>
      <label for={id}>{label}</label>
      {children}
      {hint && !error && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function described({ error, hint }: Around, id: string) {
  return { id, "aria-invalid": error ? true : undefined, "aria-describedby": error ? `${id}-error` : hint ? `${id}-hint` : undefined };
}

/** What a field of text can be told besides. */
interface Native {
  name?: string;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  readOnly?: boolean;
  maxLength?: number;
  /** Has the focus when a dialog opens. */
  "data-first"?: boolean;
  onBlur?: () => void;
  onKeyDown?: (e: KeyboardEvent) => void;
}

interface NativeInput extends Native {
  type?: "text" | "tel" | "search" | "email" | "number" | "date" | "time" | "datetime-local" | "password" | "url";
  autocomplete?: string;
  inputMode?: "text" | "tel" | "numeric" | "decimal" | "search";
  pattern?: string;
  min?: string;
  max?: string;
  step?: string;
  /** The id of a datalist. */
  list?: string;
}

/** A line of text, with its label. change is told every keystroke. */
export function TextField({ label, error, hint, wide, value, change, ...rest }: Around & NativeInput & { value: string; change: (text: string) => void }) {
  const id = useId();
  const around = { label, error, hint, wide };
  return (
    <Labelled {...around} id={id}>
      <input
        autocomplete="off"
        spellcheck={false}
        // Preact's types tell every kind of input apart; here the kind is a prop.
        {...({ type: "text", ...rest } as JSX.IntrinsicElements["input"])}
        {...described(around, id)}
        value={value}
        onInput={(e) => change(e.currentTarget.value)}
      />
    </Labelled>
  );
}

interface NativeArea extends Native {
  rows?: number;
}

export function TextArea({ label, error, hint, wide, value, change, ...rest }: Around & NativeArea & { value: string; change: (text: string) => void }) {
  const id = useId();
  const around = { label, error, hint, wide };
  return (
    <Labelled {...around} id={id}>
      <textarea rows={2} {...rest} {...described(around, id)} value={value} onInput={(e) => change(e.currentTarget.value)} />
    </Labelled>
  );
}

export interface Option<V extends string> {
  value: V;
  label: string;
}

/** One of a list. */
export function Select<V extends string>({ label, error, hint, wide, value, change, options, disabled }: Around & {
  value: V;
  change: (value: V) => void;
  options: readonly Option<V>[];
  disabled?: boolean;
}) {
  const id = useId();
  const around = { label, error, hint, wide };
  return (
    <Labelled {...around} id={id}>
      <select {...described(around, id)} disabled={disabled} value={value} onChange={(e) => change(e.currentTarget.value as V)}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export function Checkbox({ label, checked, change, disabled }: { label: string; checked: boolean; change: (on: boolean) => void; disabled?: boolean }) {
  return (
    <label class="checkbox">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(e) => change(e.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
