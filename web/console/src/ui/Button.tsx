import type { ComponentChildren, JSX } from "preact";
import type { Combination } from "../keys";
import { KeyHint } from "./KeyHint";

type Native = Omit<JSX.IntrinsicElements["button"], "type" | "class" | "onClick">;

export interface ButtonProps extends Native {
  /** plain is for most; primary for the one thing to do next; good to take a call; bad for what ends or deletes. */
  kind?: "plain" | "primary" | "good" | "bad" | "quiet";
  size?: "normal" | "small" | "large";
  /** The key that does the same; the button only shows it: useKeys makes it work. */
  keys?: Combination;
  /** It is under way: the button waits. */
  busy?: boolean;
  submit?: boolean;
  class?: string;
  onClick?: (e: MouseEvent) => void;
  children: ComponentChildren;
}

export function Button({ kind = "plain", size = "normal", keys, busy, submit, disabled, children, class: more, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? "submit" : "button"}
      class={`button ${kind} ${size} ${more ?? ""}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-keyshortcuts={keys?.replace("Ctrl", "Control")}
    >
      <span class="button-text">{children}</span>
      {keys && <KeyHint keys={keys} />}
    </button>
  );
}
