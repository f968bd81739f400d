// What happens outside of the browser: callers who dial in and a colleague at a
// desk telephone, whom TestRealConsole moves on a real FreeSWITCH.

/** Where the office is and what sounds in it, as TestRealConsole has it. */
export interface Scene {
  console: string;
  telephones: string;
  login: string;
  password: string;
  /** A file that Chromium takes for what its microphone hears. */
  microphone: string;
  /** Hertz. */
  tones: { operator: number; client: number; music: number };
}

export function scene(): Scene {
  const described = process.env.CABLINE_SCENE;
  if (!described) throw new Error("run by TestRealConsole: FREESWITCH=/path/to/freeswitch go test -run TestRealConsole ./cmd/cabline");
  return JSON.parse(described) as Scene;
}

/** Somebody outside who is on the line. */
export class Caller {
  private constructor(
    private readonly at: string,
    private readonly id: string,
  ) {}

  static async dials(at: string, from: string): Promise<Caller> {
    return new Caller(at, await tell("POST", `${at}/calls/${encodeURIComponent(from)}`));
  }

  hears(hertz: number): Promise<string> {
    return tell("GET", `${this.at}/calls/${this.id}/hears/${hertz}`);
  }

  /** That tone is away for half a second. */
  hearsNot(hertz: number): Promise<string> {
    return tell("GET", `${this.at}/calls/${this.id}/hears-not/${hertz}`);
  }

  /** A colleague's desk telephone rings and is answered, and the two hear each other. */
  isTakenBy(extension: string): Promise<string> {
    return tell("POST", `${this.at}/calls/${this.id}/taken-by/${extension}`);
  }

  isReleased(): Promise<string> {
    return tell("GET", `${this.at}/calls/${this.id}/released`);
  }

  hangsUp(): Promise<string> {
    return tell("DELETE", `${this.at}/calls/${this.id}`);
  }
}

async function tell(method: string, url: string): Promise<string> {
  const answer = await fetch(url, { method });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${said}`);
  return said;
}
