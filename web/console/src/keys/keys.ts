// Keys. Every action of an operator has one; it stands on the action's button
// and in the list that the question mark opens.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/**
 * A key with its modifiers, by the place it has on the keyboard, so that it is
 * the same under Ukrainian, Russian and English letters: "F2", "Alt+R",
 * "Ctrl+Enter", "Escape". "?" and digits go by what they write.
 */
export type Combination = string;

export interface KeyAction {
  keys: Combination;
  /** What it does, for the list of keys. */
  label: string;
  /** Under which heading the list shows it. */
  group: string;
  run: () => void;
  /** Not now: the key does nothing, and the list shows it paler. */
  disabled?: boolean;
}

/** The actions that there are at this moment. */
export const actions = signal<readonly KeyAction[]>([]);

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

/** The combination that was pressed. */
export function combinationOf(e: KeyPress): Combination {
  const letter = /^Key([A-Z])$/.exec(e.code)?.[1];
  const named = e.key.length > 1 ? e.key : undefined;
  const main = (e.ctrlKey || e.altKey || e.metaKey ? letter : undefined) ?? named ?? letter ?? e.key;
  // What a key writes with Shift, such as the question mark, says so already.
  const writes = named === undefined && letter === undefined;
  let text = main;
  if (e.shiftKey && !writes) text = `Shift+${text}`;
  if (e.altKey) text = `Alt+${text}`;
  if (e.ctrlKey || e.metaKey) text = `Ctrl+${text}`;
  return text;
}

/** Whether a combination may act while somebody types: it writes nothing by itself. */
export function actsWhileTyping(c: Combination): boolean {
  return /^(Alt|Ctrl)\+/.test(c) || /^(Shift\+)?F\d{1,2}$/.test(c);
}

/** The last action of a combination: the one that came last stands before the others. */
export function actionFor(c: Combination, typing: boolean, all: readonly KeyAction[]): KeyAction | undefined {
  if (typing && !actsWhileTyping(c)) return undefined;
  return all.findLast((a) => a.keys === c);
}

/** Whether a key that is pressed in an element writes something there. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["button", "checkbox", "radio", "range", "submit"].includes(target.type);
}

/** Listens to the keyboard; returns what ends it. */
export function startKeys(): () => void {
  const press = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.isComposing || e.repeat) return;
    const action = actionFor(combinationOf(e), isTyping(e.target), actions.value);
    if (!action) return;
    // Also where the action cannot act now: the browser's own must not.
    e.preventDefault();
    // What a dialog asks is answered first.
    if (!action.disabled && !(document.querySelector("dialog[open]") && !inDialog(e.target))) action.run();
  };
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog[open]") !== null;
}

/** Gives a component's actions their keys for as long as it is on the screen. */
export function useKeys(mine: readonly KeyAction[]): void {
  const own = useRef<readonly KeyAction[]>([]);
  // Before the next key can be pressed: who types fast and saves means what he has typed last.
  useLayoutEffect(() => {
    const before = own.current;
    own.current = mine;
    actions.value = [...actions.peek().filter((a) => !before.includes(a)), ...mine];
  });
  useEffect(() => () => void (actions.value = actions.peek().filter((a) => !own.current.includes(a))), []);
}
