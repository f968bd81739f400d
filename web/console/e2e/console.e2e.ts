import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Language, openBrowser, Window } from "./browser.ts";
import { Office, until } from "./office.ts";

let office: Office;
let browser: Browser;
let passwords: { olena: string; hanna: string };

beforeAll(async () => {
  [office, browser] = await Promise.all([Office.open(), openBrowser()]);
  passwords = { olena: await office.employ("olena", "operator", "101"), hanna: await office.employ("hanna", "supervisor", "105") };
});

afterAll(async () => {
  await browser?.close();
  await office?.close();
});

const languages: Language[] = ["uk", "ru", "en"];

describe("log-in", () => {
  const titles = { uk: "Увійти", ru: "Войти", en: "Log in" };
  test.each(languages)("page in %s", async (language) => {
    const window = await Window.open(browser, office.url, language);
    await window.button(titles[language]).waitFor();
    expect(await window.inspect(`login-${language}`)).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("a wrong password is told, and lets nobody in", async () => {
    const window = await Window.open(browser, office.url);
    await window.page.getByLabel("Login").fill("olena");
    await window.page.getByLabel("Password").fill("not hers");
    await window.button("Log in").click();
    await window.page.getByRole("alert").getByText("Login or password is wrong").waitFor();
    await window.close();
  });
});

describe("operator", () => {
  const headings = { uk: "Пульт", ru: "Пульт", en: "Desk" };
  test.each(languages)("page in %s", async (language) => {
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    await window.page.evaluate((l) => localStorage.setItem("cabline.language", l), language);
    await window.page.reload();
    await window.page.getByRole("link", { name: headings[language] }).waitFor();
    expect(await window.inspect(`operator-${language}`)).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  // A whole conversation: it rings, the card opens by itself, she answers, writes
  // the order down, holds, takes back, and hangs up.
  test("takes a call and an order", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    const caller = await office.call("+380671112233");
    await window.page.getByLabel("Pick-up address").waitFor(); // the card, by itself
    await window.button(/^Answer/).click();
    await caller.talksTo("101");
    await window.page.getByLabel("Pick-up address").fill("вул. Хрещатик 1");
    await window.page.getByLabel("Destination").fill("Вокзал");
    expect(await window.inspect("operator-card")).toEqual([]);
    await window.button(/^(Order the car|Save)/).click();
    await until("the order is in the book", 5000, async () => {
      const { orders } = await office.ask<{ orders: { phone: string; pickup: string }[] }>("GET", "orders?limit=5");
      return orders.some((o) => o.phone === "+380671112233" && o.pickup.includes("Хрещатик 1"));
    });

    await window.button(/^Hold/).click();
    await window.button(/^Take back/).click();
    await caller.talksTo("101");
    await window.button(/^Hang up/).click();
    await caller.isReleased();
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("sends a client to his driver", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    const caller = await office.call("+380675550106"); // whose car is on the way
    await window.button(/^Answer/).click();
    await caller.talksTo("101");
    await window.button(/^To the driver/).click();
    await office.telephone("GET", "outside/+380675550216/rings");
    await office.telephone("POST", "outside/+380675550216/answer");
    await office.telephone("GET", "phones/101/stops"); // she is free at once
    await caller.hangsUp();
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("transfers a call to a colleague", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    const caller = await office.call("+380671112235");
    await window.button(/^Answer/).click();
    await caller.talksTo("101");
    await office.ask("PUT", "operators/102/status", { status: "ready" });
    await window.button(/^Transfer/).click();
    const dialog = window.page.getByRole("dialog");
    await dialog.getByText("Тарас").click();
    await dialog.getByRole("button", { name: /^Transfer now/ }).click();
    await office.telephone("GET", "phones/102/rings");
    await office.telephone("POST", "phones/102/answer");
    await caller.talksTo("102");
    await caller.hangsUp();
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("asks a colleague first, and hands over", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    const caller = await office.call("+380671112236");
    await window.button(/^Answer/).click();
    await caller.talksTo("101");
    await office.ask("PUT", "operators/102/status", { status: "ready" });
    const asks = async () => {
      await window.button(/^Transfer/).click();
      const dialog = window.page.getByRole("dialog");
      await dialog.getByText("Тарас").click();
      await dialog.getByRole("button", { name: /^Talk first/ }).click();
      await office.telephone("GET", "phones/102/rings");
      await window.page.getByText(/Тарас is being called/).waitFor();
    };
    await asks();
    await window.button(/^Back to the caller/).click();
    await caller.talksTo("101");
    await office.telephone("GET", "phones/102/stops");
    await asks();
    await office.telephone("POST", "phones/102/answer");
    await window.page.getByText(/You talk to Тарас/).waitFor();
    await window.page.reload(); // what is under way is known all the same
    await window.page.getByText(/You talk to Тарас/).waitFor();
    expect(await window.inspect("operator-consultation")).toEqual([]);
    await window.page.keyboard.press("Shift+F9");
    await caller.talksTo("102");
    await office.telephone("GET", "phones/101/stops");
    await caller.hangsUp();
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("looks an order up, moves and changes it", async () => {
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    await window.page.getByRole("link", { name: "Orders", exact: true }).click();
    await window.button(/^New order/).click();
    await window.page.getByLabel("Number").fill("+380671112299");
    await window.page.getByLabel("Pick-up address").fill("вул. Садова 3");
    await window.button(/^Save/).click();
    await window.page.getByRole("heading", { level: 1, name: /^Order/ }).waitFor();
    await window.page.getByLabel("Destination").fill("Аеропорт");
    await window.page.keyboard.press("Control+Enter");
    await until("the order has its destination", 5000, async () => {
      const { orders } = await office.ask<{ orders: { destination?: string; state: { stage: string } }[] }>("GET", "orders?phone=%2B380671112299");
      return orders[0]?.destination === "Аеропорт";
    });
    const states = window.page.getByLabel("Move to");
    await states.selectOption({ index: 1 });
    await window.button("Move").click();
    await until("the order has been moved", 5000, async () => {
      const { orders } = await office.ask<{ orders: { entry: number }[] }>("GET", "orders?phone=%2B380671112299");
      return (orders[0]?.entry ?? 0) > 1;
    });
    await window.page.getByRole("row").nth(2).waitFor(); // the head, and two states
    expect(await window.inspect("order")).toEqual([]);
    await window.page.keyboard.press("Alt+X");
    await window.page.getByRole("dialog").getByRole("button", { name: /^Cancel order/ }).click();
    await until("the order is cancelled", 5000, async () => {
      const { orders } = await office.ask<{ orders: { state: { stage: string } }[] }>("GET", "orders?phone=%2B380671112299");
      return orders[0]?.state.stage === "cancelled_by_client";
    });
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("says that she is on a break, and comes back", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("olena", passwords.olena);
    const status = async () => (await office.ask<{ status: string; break_reason?: string }>("GET", "operators/101")).status;
    await window.button(/^Break/).click();
    await window.page.getByRole("dialog").getByRole("button", { name: /^Lunch/ }).click();
    await until("101 is on a break", 5000, async () => (await status()) === "break");
    await window.button(/^Ready/).click();
    await until("101 is ready", 5000, async () => (await status()) === "ready");
    expect(window.complaints).toEqual([]);
    await window.close();
  });
});

describe("supervisor", () => {
  const headings = { uk: "Табло", ru: "Табло", en: "Board" };
  test.each(languages)("board in %s", async (language) => {
    const window = await Window.open(browser, office.url);
    await window.logsIn("hanna", passwords.hanna);
    await window.page.evaluate((l) => localStorage.setItem("cabline.language", l), language);
    await window.page.reload();
    await window.page.getByRole("link", { name: headings[language], exact: true }).click();
    await window.page.getByRole("row").filter({ hasText: "102 Тарас" }).first().waitFor();
    expect(await window.inspect(`board-${language}`)).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  // A conversation is heard, helped and joined without a new call; afterwards its
  // record tells why it went as it did, and it can be heard.
  test("listens, whispers and barges in, and hears the recording", async () => {
    await office.onShift("102");
    const window = await Window.open(browser, office.url);
    await window.logsIn("hanna", passwords.hanna);
    await window.page.getByRole("link", { name: "Board", exact: true }).click();
    const caller = await office.call("+380671112244");
    await office.telephone("GET", "phones/102/rings");
    await office.telephone("POST", "phones/102/answer");
    await caller.talksTo("102");
    const ears = window.page.getByRole("group", { name: /^Listening in: 102/ });
    const pressed = (name: string) => ears.getByRole("button", { name, pressed: true }).waitFor();
    await ears.getByRole("button", { name: "Listen" }).click();
    await office.telephone("GET", "phones/105/rings");
    await office.telephone("POST", "phones/105/answer");
    await pressed("Listen");
    const mode = async () => (await office.ask<{ listenings: { mode: string; state: string }[] }>("GET", "listenings")).listenings[0];
    await until("she hears them", 5000, async () => (await mode())?.state === "hearing");
    for (const [name, want] of [["Whisper", "whisper"], ["Barge in", "barge"], ["Listen", "listen"]] as const) {
      await ears.getByRole("button", { name }).click();
      await pressed(name);
      expect((await mode())?.mode).toBe(want);
    }
    expect(await window.inspect("board-listening")).toEqual([]);
    await window.button("Stop listening").click();
    await until("nobody listens", 5000, async () => (await mode()) === undefined);
    await caller.hangsUp();

    await until("the recording is kept", 20_000, async () => {
      const { recordings } = await office.ask<{ recordings: { state: string }[] }>("GET", `recordings?call=${caller.id}`);
      return recordings[0]?.state === "kept";
    });
    await window.page.getByRole("link", { name: "All calls", exact: true }).click();
    await window.page.getByRole("row").filter({ hasText: "+380 67 111 22 44" }).getByRole("button").click();
    await window.page.getByText("offered to 102").waitFor();
    expect(await window.inspect("call-why")).toEqual([]);
    // The engine says it in another language as soon as that is chosen.
    for (const [label, to, offered] of [["Language", "uk", "запропоновано оператору 102"], ["Мова", "en", "offered to 102"]] as const) {
      await window.button("hanna").click();
      await window.page.getByLabel(label).selectOption(to);
      await window.page.keyboard.press("Escape");
      await window.page.getByText(offered).waitFor();
      expect(await window.inspect(`call-why-${to}`)).toEqual([]);
    }
    await window.button(/^Play the recording/).click();
    const sound = window.page.locator("audio");
    await until("it is heard", 5000, async () => (await sound.evaluate((a) => (a as HTMLAudioElement).currentTime)) > 0);
    expect(window.complaints).toEqual([]);
    await window.close();
  });
});

describe("owner", () => {
  const pages = {
    orders: ["Замовлення", "Заказы", "Orders"],
    clients: ["Клієнти", "Клиенты", "Clients"],
    missed: ["Пропущені", "Пропущенные", "Missed callers"],
    complaints: ["Скарги", "Жалобы", "Complaints"],
    robot: ["Робот", "Робот", "Robot"],
    lines: ["Лінії та транки", "Линии и транки", "Lines and trunks"],
    alerts: ["Тривоги", "Тревоги", "Alerts"],
    "black-list": ["Чорний список", "Чёрный список", "Black list"],
    "vip-list": ["VIP", "VIP", "VIP list"],
    recordings: ["Записи", "Записи", "Recordings"],
    reports: ["Звіти", "Отчёты", "Reports"],
    "robot-report": ["Дзвінки робота", "Звонки робота", "Robot’s calls"],
    ratings: ["Оцінки", "Оценки", "Ratings"],
    companies: ["Компанії", "Компании", "Companies"],
    cards: ["Картки знижок", "Скидочные карты", "Discount cards"],
    drivers: ["Водії", "Водители", "Drivers"],
    operators: ["Оператори", "Операторы", "Operators"],
    "log-ins": ["Входи", "Входы", "Log-ins"],
    audit: ["Журнал", "Журнал", "Audit"],
  };
  test.each(languages)("every page in %s", async (language) => {
    const window = await Window.open(browser, office.url);
    await window.logsIn("owner", office.password);
    await window.page.evaluate((l) => localStorage.setItem("cabline.language", l), language);
    await window.page.reload();
    // Whoever adds a page adds it here.
    const links = window.page.getByRole("navigation").getByRole("link");
    const paths = await links.evaluateAll((all) => all.map((a) => new URL((a as HTMLAnchorElement).href).pathname.replace("/console/", "")));
    expect(paths.filter((path) => path !== "board" && path !== "calls").sort()).toEqual(Object.keys(pages).sort());
    for (const [path, names] of Object.entries(pages)) {
      const name = names[languages.indexOf(language)] ?? "";
      await window.page.getByRole("link", { name, exact: true }).click();
      await window.page.getByRole("heading", { level: 1, name, exact: true }).waitFor({ state: "attached" });
      await window.page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      expect(await window.inspect(`${path}-${language}`)).toEqual([]);
    }
    expect(window.complaints).toEqual([]);
    await window.close();
  }, 60_000);

  test("puts a number on the black list, and its next call is refused", async () => {
    await office.onShift("101");
    const window = await Window.open(browser, office.url);
    await window.logsIn("owner", office.password);
    await window.page.getByRole("link", { name: "Black list", exact: true }).click();
    await window.page.getByLabel("Number").fill("067 111 99 99");
    await window.page.getByLabel("Reason").fill("did not come out");
    await window.button("Add").click();
    await window.page.getByRole("cell", { name: "+380 67 111 99 99", exact: true }).waitFor();
    const refused = await office.call("+380671119999");
    await until("he has heard why, and is released", 15_000, async () => (await refused.isReleased(), true));
    const { calls } = await office.ask<{ calls: { caller: string; outcome: string }[] }>("GET", "calls?limit=5");
    expect(calls.find((c) => c.caller === "+380671119999")?.outcome).toBe("refused");

    await window.button("Remove: +380 67 111 99 99").click();
    await window.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await window.page.getByRole("cell", { name: "+380 67 111 99 99", exact: true }).waitFor({ state: "detached" });
    const welcome = await office.call("+380671119999");
    await office.telephone("GET", "phones/101/rings");
    await welcome.hangsUp();
    expect(window.complaints).toEqual([]);
    await window.close();
  });
});
