import type { Combination } from "../keys";

/** A key as it is written on a keyboard. Screen readers are told by aria-keyshortcuts instead. */
export function KeyHint({ keys }: { keys: Combination }) {
  return (
    <kbd class="key" aria-hidden="true">
      {keys.replace("Escape", "Esc").replace("Enter", "↵").replaceAll("+", " ")}
    </kbd>
  );
}
