// The browser of the tests, and what every page must be like whatever is on it.
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = fileURLToPath(new URL("../../../var/screenshots/", import.meta.url));

export type Language = "uk" | "ru" | "en";

/** Debian's Chromium, without everything in it that looks for the network. */
export const chromiumOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
};

export function openBrowser(): Promise<Browser> {
  mkdirSync(screenshots, { recursive: true });
  return chromium.launch(chromiumOptions);
}

/** A window of somebody's own, which remembers what its console complained of. */
export class Window {
  readonly complaints: string[] = [];
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("console", (m) => m.type() === "error" && this.complaints.push(`${m.text()} (${m.location().url})`));
    page.on("pageerror", (e) => this.complaints.push(String(e)));
  }

  static async open(browser: Browser, url: string, language: Language = "en", prepare?: (page: Page) => Promise<void>): Promise<Window> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", serviceWorkers: "block" });
    await context.addInitScript((l) => localStorage.setItem("cabline.language", localStorage.getItem("cabline.language") ?? l), language);
    const window = new Window(context, await context.newPage());
    window.page.setDefaultTimeout(10_000);
    await prepare?.(window.page);
    await window.page.goto(url);
    return window;
  }

  /** Logs in, with the console in English. */
  async logsIn(login: string, password: string): Promise<void> {
    await this.page.getByLabel("Login").fill(login);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Log in" }).click();
    await this.page.getByLabel("Login").waitFor({ state: "detached" });
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name });
  }

  /** Keeps what is seen, and returns what axe finds that is serious. */
  async inspect(name: string): Promise<string[]> {
    await this.page.screenshot({ path: `${screenshots}${name}.png` });
    // The page's own policy lets no script in; the debugger's evaluation stands above it.
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      const found = await (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run();
      interface Violation { id: string; impact: string; help: string; nodes: { html: string }[] }
      return found.violations
        .filter((v) => v.impact === "serious" || v.impact === "critical")
        .map((v) => `${v.id}: ${v.help}: ${v.nodes[0]?.html.slice(0, 160)}`);
    });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
