import { expect, test } from "vitest";
import { actionFor, actsWhileTyping, combinationOf, type KeyAction, type KeyPress } from "./keys";

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more });

test("a letter with Alt goes by its place, whatever alphabet is on", () => {
  expect(combinationOf(press("r", "KeyR", { altKey: true }))).toBe("Alt+R");
  expect(combinationOf(press("к", "KeyR", { altKey: true }))).toBe("Alt+R");
  expect(combinationOf(press("®", "KeyR", { altKey: true }))).toBe("Alt+R");
});

test("named keys have their names and what they are pressed with", () => {
  expect(combinationOf(press("F2", "F2"))).toBe("F2");
  expect(combinationOf(press("F9", "F9", { shiftKey: true }))).toBe("Shift+F9");
  expect(combinationOf(press("Enter", "Enter", { ctrlKey: true }))).toBe("Ctrl+Enter");
  expect(combinationOf(press("Enter", "NumpadEnter", { metaKey: true }))).toBe("Ctrl+Enter");
});

test("the question mark is itself on every keyboard, and digits are on the pad too", () => {
  expect(combinationOf(press("?", "Slash", { shiftKey: true }))).toBe("?");
  expect(combinationOf(press("?", "Digit7", { shiftKey: true }))).toBe("?");
  expect(combinationOf(press("5", "Numpad5"))).toBe("5");
  expect(combinationOf(press("#", "Digit3", { shiftKey: true }))).toBe("#");
});

test("who types is disturbed by nothing that he types", () => {
  for (const acts of ["F2", "Shift+F9", "Alt+R", "Ctrl+Enter"]) expect(actsWhileTyping(acts), acts).toBe(true);
  for (const writes of ["?", "5", "R", "Enter", "Shift+Enter", "Escape"]) expect(actsWhileTyping(writes), writes).toBe(false);
});

test("of two actions of one key the later has it", () => {
  const action = (keys: string, label: string): KeyAction => ({ keys, label, group: "", run: () => undefined });
  const all = [action("F2", "first"), action("1", "digit"), action("F2", "second")];
  expect(actionFor("F2", true, all)?.label).toBe("second");
  expect(actionFor("1", false, all)?.label).toBe("digit");
  expect(actionFor("1", true, all)).toBeUndefined();
  expect(actionFor("F3", false, all)).toBeUndefined();
});
