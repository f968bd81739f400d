// An office to try the console in: an engine on free ports of loopback, on the
// simulated switch, whose telephones the tests move over HTTP (cabline serve
// -telephones).
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The office's only line. */
export const city = "+380441230000";

export class Office {
  readonly url: string;
  private constructor(
    private readonly engine: ChildProcess,
    private readonly dir: string,
    private readonly api: string,
    private readonly phones: string,
    private token: string,
    /** The owner's. */
    readonly password: string,
  ) {
    this.url = `${api}/console/`;
  }

  static async open(): Promise<Office> {
    const [phones, trunks, socket, engine, api, telephones] = await freePorts(6);
    const dir = mkdtempSync(join(tmpdir(), "cabline-console-"));
    const sounds = join(root, "var/e2e-sounds"); // spoken once
    mkdirSync(sounds, { recursive: true });
    const values: Record<string, unknown> = { phones, trunks, socket, engine, api, sounds };
    const template = readFileSync(new URL("office.toml", import.meta.url), "utf8");
    writeFileSync(join(dir, "morning.toml"), template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])));
    const program = spawn(process.env.CABLINE_BIN ?? join(root, "bin/cabline"), ["serve", "-sample", dir, "-telephones", `127.0.0.1:${telephones}`]);
    let said = "";
    program.stdout.on("data", (text: Buffer) => (said += text.toString()));
    program.stderr.on("data", (text: Buffer) => {
      said += text.toString();
      if (/level=(WARN|ERROR)/.test(text.toString())) process.stderr.write(text);
    });
    await until(`the engine is ready; it said:\n${said}`, 60_000, async () => (await fetch(`http://127.0.0.1:${api}/readyz`)).ok);
    const password = /password (\S+), which/.exec(said)?.[1] ?? "";
    const office = new Office(program, dir, `http://127.0.0.1:${api}`, `http://127.0.0.1:${telephones}`, "", password);
    office.token = (await office.ask<{ token: string }>("POST", "login", { login: "owner", password })).token;
    return office;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.engine.once("exit", resolve));
    this.engine.kill("SIGTERM");
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Asks the API as the owner. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.api}/api/v1/${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...(this.token && { Authorization: `Bearer ${this.token}` }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** Takes somebody in who can log in, and returns his password. */
  async employ(login: string, role: string, operator?: string): Promise<string> {
    const password = `password of ${login}`;
    await this.ask("POST", "users", { login, name: login, role, operator, password });
    return password;
  }

  /** Only these operators are at work. */
  async onShift(...extensions: string[]): Promise<void> {
    const { operators } = await this.ask<{ operators: { id: string }[] }>("GET", "operators");
    for (const { id } of operators) {
      await this.ask("PUT", `operators/${id}/status`, { status: extensions.includes(id) ? "ready" : "logged-out" });
    }
  }

  /** Somebody outside calls; he hangs up by the function that is returned. */
  async call(from: string, to = city): Promise<Caller> {
    const { id } = await this.telephone<{ id: string }>("POST", "calls", { from, to });
    return {
      id,
      talksTo: (extension) => this.telephone("GET", `calls/${id}/talks-to/${extension}`),
      hears: (sound) => this.telephone("GET", `calls/${id}/hears/${encodeURIComponent(sound)}`),
      isReleased: () => this.telephone("GET", `calls/${id}/released`),
      hangsUp: () => this.telephone("DELETE", `calls/${id}`),
    };
  }

  /** Does something at a telephone: "phones/101/answer", "outside/+380…/rings". */
  async telephone<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.phones}/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}

export interface Caller {
  id: string;
  talksTo(extension: string): Promise<void>;
  hears(sound: string): Promise<void>;
  isReleased(): Promise<void>;
  hangsUp(): Promise<void>;
}

/** Asks again and again until it is so. */
export async function until(what: string, within: number, ask: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await ask().catch(() => false)) return;
  }
  throw new Error(`not within ${within} ms: ${what}`);
}

/** Ports of loopback that nobody listens on. */
async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: n }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    })),
  );
  return Promise.all(
    servers.map((server) => new Promise<number>((resolve) => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    })),
  );
}
