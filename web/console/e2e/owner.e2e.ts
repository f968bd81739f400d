// What the owner keeps: people, clients, cards. Each is taken in, changed and let
// go with the keyboard where there is a key, and the engine is asked whether it is so.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Language, openBrowser, Window } from "./browser.ts";
import { Office, until } from "./office.ts";

let office: Office;
let browser: Browser;

beforeAll(async () => {
  [office, browser] = await Promise.all([Office.open(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await office?.close();
});

/** The owner at his first page. */
async function owner(): Promise<Window> {
  const window = await Window.open(browser, office.url);
  await window.logsIn("owner", office.password);
  return window;
}

/** Goes to a page of the navigation. */
async function visit(window: Window, page: string): Promise<void> {
  await window.page.getByRole("link", { name: page, exact: true }).click();
  await window.page.getByRole("heading", { level: 1, name: page, exact: true }).waitFor({ state: "attached" });
}

/** Nothing is wrong with what is seen, nor was with what was done. */
async function isClean(window: Window, name: string): Promise<void> {
  expect(await window.inspect(name)).toEqual([]);
  // Chromium tells of every answer that is no success; the refusals are what is tried here.
  expect(window.complaints.filter((c) => !/status of (409|422)/.test(c))).toEqual([]);
}

test("a client is taken in, found, put on the black list and let go", async () => {
  const window = await owner();
  const { page } = window;
  await visit(window, "Clients");
  await page.keyboard.press("Alt+KeyN");
  const form = page.getByRole("form", { name: "New client" });
  await form.getByLabel("Name", { exact: true }).fill("Марія Коваль");
  await form.getByLabel("Number", { exact: true }).fill("067 222 33 44");
  await form.getByLabel("Address").fill("вул. Садова 5");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { level: 1, name: "Марія Коваль" }).waitFor();

  const hers = page.getByRole("form", { name: "Марія Коваль" });
  await hers.getByLabel("List", { exact: true }).selectOption({ label: "black list" });
  await hers.getByLabel("Reason").fill("rude");
  await hers.getByLabel("Last day").fill("2099-12-31");
  await hers.getByLabel("New PIN").fill("12");
  await page.keyboard.press("Control+Enter");
  await hers.getByText("a PIN has 4 to 12 digits").waitFor();
  expect(await hers.getByLabel("New PIN").evaluate((e) => e === document.activeElement), "the field that is wrong has the focus").toBe(true);
  await isClean(window, "client");
  await hers.getByLabel("New PIN").fill("1234");
  await page.keyboard.press("Control+Enter");
  await hers.getByText("There is one. Empty: it stays.").waitFor();

  const [client] = (await office.ask<{ clients: Kept[] }>("GET", "clients?phone=%2B380672223344")).clients;
  expect(client).toMatchObject({ name: "Марія Коваль", has_pin: true, standing: { list: "black", reason: "rude" }, contacts: [{ phone: "+380672223344", address: "вул. Садова 5" }] });
  await office.onShift("101");
  const refused = await office.call("+380672223344");
  await until("she hears that she is on the black list, and is released", 15_000, async () => (await refused.isReleased(), true));

  await page.keyboard.press("Alt+KeyC");
  await page.getByRole("search").getByRole("searchbox").fill("садова");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Марія Коваль" }).click();
  await hers.waitFor();
  await page.keyboard.press("Alt+KeyX");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await visit(window, "Clients");
  expect((await office.ask<{ clients: Kept[] }>("GET", "clients?phone=%2B380672223344")).clients).toEqual([]);
  expect(await said()).toEqual(expect.arrayContaining(["client created", "client changed", "client removed"]));
  expect(window.complaints.filter((c) => !/status of 422/.test(c))).toEqual([]);
  await window.close();
});

interface Kept {
  name: string;
}

/** What stands in the audit log. */
async function said(): Promise<string[]> {
  return (await office.ask<{ entries: { what: string }[] }>("GET", "audit?limit=100")).entries.map((e) => e.what);
}

test("two drivers do not share a number, and the form says where", async () => {
  const window = await owner();
  const { page } = window;
  await visit(window, "Drivers");
  for (const callsign of ["901", "902"]) {
    await page.keyboard.press("Alt+KeyN");
    const form = page.getByRole("form", { name: "New driver" });
    await form.getByLabel("Callsign").fill(callsign);
    await form.getByLabel("Name").fill(`Driver ${callsign}`);
    await form.getByLabel("Number", { exact: true }).fill("+380509990011");
    await form.getByLabel("Plate").fill(`AA0${callsign}KA`);
    await page.keyboard.press("Control+Enter");
    if (callsign === "901") {
      await page.getByRole("heading", { level: 1, name: "901 Driver 901" }).waitFor();
      await window.button("Begin the shift").click();
      await page.getByText(/^On shift since/).waitFor();
      await page.keyboard.press("Alt+KeyC");
    } else {
      await form.getByText("is somebody else’s already").waitFor();
      expect(await form.getByLabel("Number", { exact: true }).getAttribute("aria-invalid")).toBe("true");
      await form.getByLabel("Number", { exact: true }).fill("+380509990022");
      await page.keyboard.press("Control+Enter");
      await page.getByRole("heading", { level: 1, name: "902 Driver 902" }).waitFor();
    }
  }
  await isClean(window, "driver");
  await window.close();
});

test("companies and cards", async () => {
  const window = await owner();
  const { page } = window;
  await visit(window, "Companies");
  await page.keyboard.press("Alt+KeyN");
  await page.getByRole("form").getByLabel("Name").fill("Банк Дніпро");
  await page.getByRole("form").getByLabel("Balance").fill("12.345");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("form").getByText("is not an amount such as 125.50").waitFor();
  await page.getByRole("form").getByLabel("Balance").fill("12.34");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { level: 1, name: "Банк Дніпро" }).waitFor();
  await isClean(window, "company");

  await visit(window, "Discount cards");
  for (const tariff of ["discount", "another"]) {
    await page.keyboard.press("Alt+KeyN");
    await page.getByRole("form").getByLabel("Number, as it is dialled").fill("777000222");
    await page.getByRole("form").getByLabel("Tariff").fill(tariff);
    await page.keyboard.press("Control+Enter");
    if (tariff === "discount") {
      await page.getByRole("heading", { level: 1, name: "777000222" }).waitFor();
      await page.keyboard.press("Alt+KeyC");
    } else await page.getByRole("form").getByText("is somebody else’s already").waitFor();
  }
  const { cards } = await office.ask<{ cards: { number: string; tariff: string }[] }>("GET", "cards");
  expect(cards.find((c) => c.number === "777000222")?.tariff).toBe("discount");
  await isClean(window, "card");
  await window.close();
});

test("the black list is changed: another reason, and until a day", async () => {
  const window = await owner();
  const { page } = window;
  await visit(window, "Black list");
  const form = page.getByRole("form");
  await form.getByLabel("Number").fill("067 333 44 55");
  await form.getByLabel("Reason").fill("did not come out");
  await page.keyboard.press("Control+Enter");
  await window.button("Change: +380 67 333 44 55").click();
  await form.getByLabel("Reason").fill("twice");
  await form.getByLabel("Last day").fill("2099-12-31");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("cell", { name: "twice" }).waitFor();
  const { numbers } = await office.ask<{ numbers: { phone: string; reason: string; until?: string }[] }>("GET", "lists/black");
  expect(numbers.find((n) => n.phone === "+380673334455")).toMatchObject({ reason: "twice", until: expect.stringMatching(/^2099-12-31T|^2100-01-01T/) });
  await isClean(window, "black-list-changed");
  await window.close();
});

describe("people", () => {
  // An operator with her log-in is taken in, logs in, and is shut out at once.
  test("take a telephone and a log-in, and lose them", async () => {
    const window = await owner();
    const { page } = window;
    await visit(window, "Operators");
    await page.keyboard.press("Alt+KeyN");
    const operator = page.getByRole("form", { name: "New operator" });
    await operator.getByLabel("Extension").fill("101");
    await operator.getByLabel("Name").fill("Софія");
    await operator.getByLabel("serves clients").check();
    await operator.getByLabel("Priority in clients").fill("2");
    await page.keyboard.press("Control+Enter");
    await operator.getByText("is somebody else’s already").waitFor();
    await operator.getByLabel("Extension").fill("107");
    await page.keyboard.press("Control+Enter");
    const dialog = page.getByRole("dialog");
    expect((await dialog.getByRole("textbox").inputValue()).length).toBeGreaterThan(20);
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { level: 1, name: "107 Софія" }).waitFor();
    await isClean(window, "operator-edited");
    expect(await office.ask("GET", "operators/107")).toMatchObject({ name: "Софія", queues: [{ queue: "clients", priority: 2 }] });

    await visit(window, "Log-ins");
    await page.keyboard.press("Alt+KeyN");
    const login = page.getByRole("form", { name: "New log-in" });
    await login.getByLabel("Login").fill("sofia");
    await login.getByLabel("Name").fill("Софія");
    await login.getByLabel("Extension").selectOption("107");
    await login.getByLabel("Language of the console").selectOption({ label: "Українська" });
    await page.keyboard.press("Control+Enter");
    const password = await dialog.getByRole("textbox").inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { level: 1, name: "sofia · Софія" }).waitFor();

    const hers = await Window.open(browser, office.url);
    await hers.logsIn("sofia", password);
    await hers.page.getByRole("link", { name: "Пульт", exact: true }).waitFor();

    await page.reload();
    await page.getByRole("row").filter({ hasText: "log-in" }).waitFor();
    await page.getByRole("form", { name: "sofia · Софія" }).getByLabel("May not log in for now").check();
    await page.keyboard.press("Control+Enter");
    await hers.page.getByRole("button", { name: "Увійти" }).waitFor({ timeout: 20_000 }); // her stream looks after its token at every heartbeat
    await hers.close();
    await page.keyboard.press("Alt+KeyC");
    await page.getByRole("row").filter({ hasText: "sofia" }).getByText("disabled").waitFor();
    await isClean(window, "log-ins-disabled");
    await window.close();
  });

  test("a program's token is made, used and revoked", async () => {
    await office.ask("POST", "users", { login: "site", name: "The site", role: "integration", password: "password of site" });
    const window = await owner();
    const { page } = window;
    await visit(window, "Log-ins");
    await page.getByRole("button", { name: "site", exact: true }).click();
    const form = page.getByRole("form", { name: "Make a token" });
    await form.getByLabel("What it is for").fill("orders of the site");
    await form.getByRole("button", { name: "Make a token" }).click();
    const dialog = page.getByRole("dialog");
    const token = await dialog.getByRole("textbox").inputValue();
    await isClean(window, "token");
    await dialog.getByRole("button", { name: "Done" }).click();
    const asked = async () => (await fetch(new URL("/api/v1/me", office.url), { headers: { Authorization: `Bearer ${token}` } })).status;
    expect(await asked()).toBe(200);
    await window.button("Revoke: orders of the site").click();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await until("the token is not good any more", 5000, async () => (await asked()) === 401);
    await page.getByText("No tokens").waitFor();
    await window.close();
  });

  test("a supervisor may hear those whom the owner says", async () => {
    await office.employ("ihor", "supervisor", "106");
    const window = await owner();
    const { page } = window;
    await visit(window, "Log-ins");
    await page.getByRole("button", { name: "ihor", exact: true }).click();
    const form = page.getByRole("form", { name: /^ihor/ });
    await form.getByLabel("All operators").uncheck();
    await form.getByLabel(/^101 /).check();
    await form.getByLabel("drivers").check();
    await isClean(window, "log-in-supervisor");
    await page.keyboard.press("Control+Enter");
    await until("it is kept", 5000, async () => (await office.ask<{ hears?: unknown }>("GET", "users/ihor")).hears !== undefined);
    expect(await office.ask("GET", "users/ihor")).toMatchObject({ hears: { operators: ["101"], queues: ["drivers"] } });
    await window.close();
  });

  test("the last owner cannot shut himself out", async () => {
    const window = await owner();
    const { page } = window;
    await visit(window, "Log-ins");
    await page.getByRole("table").getByRole("button", { name: "owner", exact: true }).click();
    await page.getByRole("form", { name: /^owner/ }).getByLabel("May not log in for now").check();
    await page.keyboard.press("Control+Enter");
    await page.getByText("without this user nobody could change the office any more").waitFor();
    await visit(window, "Log-ins");
    await window.close();
  });
});

const languages: Language[] = ["uk", "ru", "en"];

test.each(languages)("what is filled in, in %s", async (language) => {
  await office.ask("POST", "companies", { name: `Firm ${language}` });
  const window = await owner();
  await window.page.evaluate((l) => localStorage.setItem("cabline.language", l), language);
  for (const at of ["clients/new", "drivers/new", "companies/new", "cards/new", "operators/new", "operators/101", "log-ins/-new", "log-ins/owner"]) {
    await window.page.goto(`${office.url}${at}`);
    await window.page.getByRole("heading", { level: 1 }).waitFor();
    expect(await window.inspect(`${at.replace(/\W+/g, "-")}-${language}`)).toEqual([]);
  }
  expect(window.complaints).toEqual([]);
  await window.close();
}, 60_000);
