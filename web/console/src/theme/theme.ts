// Dark, light, or as the computer is set.
import { effect, signal } from "@preact/signals";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const kept = "cabline.theme";

export const theme = signal<Theme>("system");

/** Reads the choice that was kept and keeps the next ones. Called once, before anything is drawn. */
export function keepTheme(): void {
  const chosen = localStorage.getItem(kept);
  theme.value = themes.find((t) => t === chosen) ?? "system";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const shown = theme.value === "system" ? (dark.matches ? "dark" : "light") : theme.value;
    document.documentElement.dataset.theme = shown;
  };
  dark.addEventListener("change", show);
  effect(() => {
    localStorage.setItem(kept, theme.value);
    show();
  });
}
