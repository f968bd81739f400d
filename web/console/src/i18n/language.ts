// The languages of the console, and which one is spoken now.
import { effect, signal } from "@preact/signals";

export const languages = ["uk", "ru", "en"] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Record<Language, string> = { uk: "Українська", ru: "Русский", en: "English" };

const kept = "cabline.language";

export function isLanguage(text: unknown): text is Language {
  return languages.some((l) => l === text);
}

/** The language to begin with: what was chosen here, else what the browser asks for, else Ukrainian. */
export function firstLanguage(chosen: string | null, asked: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  for (const tag of asked) {
    const language = tag.slice(0, 2).toLowerCase();
    if (isLanguage(language)) return language;
  }
  return "uk";
}

/** The language spoken now; set it to change it. The choice is kept in this browser. */
export const language = signal<Language>("uk");

/** Reads the choice that was kept and keeps the next ones. Called once, before anything is drawn. */
export function keepLanguage(): void {
  language.value = firstLanguage(localStorage.getItem(kept), navigator.languages);
  effect(() => {
    document.documentElement.lang = language.value;
    localStorage.setItem(kept, language.value);
  });
}
