// The console is the operator's telephone: JsSIP in Chromium, FreeSWITCH, and a
// client on a SIP trunk, judged by what each of them hears.
import { type Browser, type BrowserServer, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumOptions, Window } from "../browser.ts";
import { cutLine, hears, wearHeadphones } from "./ear.ts";
import { Caller, scene } from "./scene.ts";

const { console: url, telephones, login, password, microphone, tones } = scene();
let program: BrowserServer;
let browser: Browser;

beforeAll(async () => {
  program = await chromium.launchServer({
    ...chromiumOptions,
    args: [
      ...(chromiumOptions.args ?? []),
      "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${microphone}`,
    ],
  });
  browser = await chromium.connect(program.wsEndpoint());
});

afterAll(() => program?.kill());

/** The operator logs in, and her browser is a telephone. */
async function sitsDown(): Promise<Window> {
  const window = await Window.open(browser, url, "en", wearHeadphones);
  await window.logsIn(login, password);
  await window.page.getByText("Phone ready").waitFor();
  return window;
}

async function talk(window: Window, caller: Caller): Promise<void> {
  await caller.hears(tones.operator);
  await hears(window.page, tones.client);
}

test("takes a call, talks, holds, takes back and hangs up", async () => {
  const window = await sitsDown();
  const caller = await Caller.dials(telephones, "+380671112233");
  await window.button(/^Answer/).click();
  await talk(window, caller);

  await window.button(/^Hold/).click();
  await caller.hears(tones.music);
  await caller.hearsNot(tones.operator);
  await window.button(/^Take back/).click();
  await talk(window, caller);

  await window.button(/^Mute/).click();
  await caller.hearsNot(tones.operator);
  await window.button(/^Unmute/).click();
  await talk(window, caller);

  await window.button(/^Hang up/).click();
  await caller.isReleased();

  const second = await Caller.dials(telephones, "+380671112234");
  await window.button(/^Answer/).click();
  await talk(window, second);
  await second.hangsUp();
  await window.page.getByText("No calls").first().waitFor();
  expect(window.complaints).toEqual([]);
  await window.close();
});

// The signals' line goes and comes back; the sound has ways of its own.
test("goes on talking while its WebSocket is away", async () => {
  const window = await sitsDown();
  const caller = await Caller.dials(telephones, "+380671112236");
  await window.button(/^Answer/).click();
  await talk(window, caller);
  await cutLine(window.page);
  await window.page.getByText("Phone: connecting…").waitFor();
  await talk(window, caller);
  await window.page.getByText("Phone ready").waitFor();
  await talk(window, caller);
  await caller.hangsUp();
  await window.page.getByText("No calls").first().waitFor({ timeout: 30_000 });

  const next = await Caller.dials(telephones, "+380671112237");
  await window.button(/^Answer/).click();
  await talk(window, next);
  await next.hangsUp();
  await window.close();
});

// The last one: there is no browser afterwards.
test("a browser that is killed loses no caller", async () => {
  const window = await sitsDown();
  const caller = await Caller.dials(telephones, "+380671112235");
  await window.button(/^Answer/).click();
  await talk(window, caller);
  await program.kill();
  await caller.isTakenBy("102");
  await caller.hangsUp();
});
