// The softphone: SIP over WebSocket straight to FreeSWITCH. It carries sound,
// rings, answers and sends digits; what becomes of a call is asked of the
// engine. So it goes on talking while the engine is away.
import { computed, signal } from "@preact/signals";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, UA } from "jssip/lib/UA";
import { api, type Schemas } from "../api/client";
import { Expecting, talkedOn } from "./expecting";
import { chosenMicrophone } from "./microphone";
import { ring, silenceRing } from "./ringing";

/**
 * none: the desk's own telephone is used; away: the switch is not reached;
 * refused: it does not know us; deaf: this browser gives no microphone.
 */
export type PhoneState = "none" | "connecting" | "registered" | "away" | "refused" | "deaf";

export interface PhoneCall {
  readonly id: string;
  readonly number: string;
  readonly state: "ringing" | "talking";
  readonly muted: boolean;
}

type Account = Schemas["MyPhone"];

/** Registrations are renewed well within it; a browser that vanishes is forgotten after it. */
const registeredFor = 120;

class Phone {
  readonly state = signal<PhoneState>("none");
  readonly calls = signal<readonly PhoneCall[]>([]);
  /** Counts answers that failed because the browser gave no microphone. */
  readonly deafened = signal(0);
  readonly ringing = computed(() => this.calls.value.find((c) => c.state === "ringing"));
  /** Whom the engine lets wait, by number. The telephone is not told of it: its sound goes on, and nobody hears it. */
  readonly held = signal<readonly string[]>([]);
  readonly talking = computed(() => talkedOn(this.calls.value, this.held.value));

  private readonly expecting = new Expecting();
  private agent: UA | undefined;
  private life = 0;
  private readonly sessions = new Map<string, RTCSession>();

  /** Registers, if whoever is logged in has an account for browsers. */
  async start(): Promise<void> {
    this.stop();
    const life = ++this.life;
    const account = await this.account(life);
    if (!account?.websocket || life !== this.life) return;
    // Asked now, and not when the first caller waits for it to be allowed.
    if (!(await givesMicrophone())) {
      if (life === this.life) this.state.value = "deaf";
      return;
    }
    const { WebSocketInterface, UA } = await import("jssip");
    if (life !== this.life) return;
    this.state.value = "connecting";
    const agent = new UA({
      sockets: new WebSocketInterface(account.websocket),
      uri: `sip:${account.extension}@${account.domain}`,
      authorization_user: account.extension,
      password: account.password,
      register_expires: registeredFor,
      session_timers: false,
      user_agent: "Cabline console",
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
    });
    agent.on("registered", () => {
      this.state.value = "registered";
      for (const session of this.sessions.values()) this.ask(session);
    });
    agent.on("unregistered", () => (this.state.value = "connecting"));
    agent.on("registrationFailed", (e) => (this.state.value = e.response ? "refused" : "away"));
    agent.on("disconnected", () => life === this.life && (this.state.value = "away"));
    agent.on("newRTCSession", (e: IncomingRTCSessionEvent) => this.take(e));
    agent.start();
    this.agent = agent;
  }

  /** Ends its calls and takes the registration back. */
  stop(): void {
    this.life++;
    this.agent?.stop();
    this.agent = undefined;
    this.sessions.clear();
    this.calls.value = [];
    silenceRing();
    this.state.value = "none";
  }

  /** A call of this number was asked for: when it rings here it is answered. */
  expect(number: string): void {
    if (this.state.peek() === "registered") this.expecting.expect(number, Date.now());
  }

  /** Answers the call that rings here, or the one of that id; false if there is none. */
  answer(id = this.ringing.peek()?.id): boolean {
    const session = id === undefined ? undefined : this.sessions.get(id);
    if (!session) return false;
    session.answer({
      mediaConstraints: { audio: microphoneConstraints(), video: false },
      // The switch stands in the office's own network and offers no bundle.
      pcConfig: { iceServers: [] },
    });
    return true;
  }

  /** Ends the call that is talked on here, or refuses the one that rings; false if there is neither. */
  hangup(): boolean {
    const call = this.talking.peek() ?? this.ringing.peek() ?? this.calls.peek().at(-1);
    const session = call && this.sessions.get(call.id);
    if (!session || session.isEnded()) return false;
    session.terminate(call.state === "ringing" ? { status_code: 486 } : undefined);
    return true;
  }

  /** Sends digits, as the keys of a telephone do; false if nobody is talked to. */
  dial(digits: string): boolean {
    const call = this.talking.peek();
    const sender = call && this.audioSender(call.id);
    // Within the sound (RFC 4733): of a channel that has agreed to that FreeSWITCH
    // does not hear digits in SIP INFO, as JsSIP would send them.
    if (!sender?.dtmf?.canInsertDTMF) return false;
    sender.dtmf.insertDTMF(sender.dtmf.toneBuffer + digits, 120, 80);
    return true;
  }

  /** Stops sending what is said, or goes on with it. */
  mute(): void {
    const call = this.talking.peek();
    const session = call && this.sessions.get(call.id);
    if (!session) return;
    if (call.muted) session.unmute({ audio: true });
    else session.mute({ audio: true });
  }

  /** Speaks into another microphone, at once if somebody is talked to. */
  async useMicrophone(id: string): Promise<void> {
    chosenMicrophone.value = id;
    const call = this.talking.peek();
    const sender = call && this.audioSender(call.id);
    if (!sender) return;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints() });
    const [track] = stream.getAudioTracks();
    if (!track) return;
    track.enabled = !call.muted;
    sender.track?.stop();
    await sender.replaceTrack(track);
  }

  /**
   * Asks FreeSWITCH by another offer whether a call whose sound has stopped is
   * over: what ended while the WebSocket was away it told the one before.
   */
  private ask(session: RTCSession): void {
    const sound: RTCPeerConnection | undefined = session.connection;
    if (sound?.connectionState === "disconnected" && session.isEstablished() && this.agent?.isRegistered()) session.renegotiate();
  }

  private audioSender(call: string): RTCRtpSender | undefined {
    return this.sessions
      .get(call)
      ?.connection.getSenders()
      .find((s: RTCRtpSender) => s.track?.kind === "audio");
  }

  private async account(life: number): Promise<Account | undefined> {
    for (let attempt = 0; life === this.life; attempt++) {
      try {
        const { data, response } = await api.GET("/api/v1/me/phone");
        if (data) return data;
        if (response.status < 500) return undefined; // he has none: a desk telephone it is
      } catch {
        // The engine is away; the telephone is needed when it is back.
      }
      await new Promise((r) => setTimeout(r, Math.min(1000 * 2 ** attempt, 15_000)));
    }
    return undefined;
  }

  private take({ originator, session }: IncomingRTCSessionEvent): void {
    if (originator !== "remote") return;
    const id = session.id;
    this.sessions.set(id, session);
    this.calls.value = [...this.calls.peek(), { id, number: session.remote_identity.uri.user, state: "ringing", muted: false }];
    const audio = new Audio();
    audio.autoplay = true;
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("connectionstatechange", () => this.ask(session));
      peerconnection.addEventListener("track", ({ streams, track }) => {
        audio.srcObject = streams[0] ?? new MediaStream([track]);
        // Refused only until somebody has touched the page, and who answers has.
        audio.play().catch(() => undefined);
      });
    });
    session.on("icecandidate", ({ ready }) => {
      // Nothing better comes after this time on a network without relays.
      setTimeout(ready, 300);
    });
    session.on("getusermediafailed", () => this.deafened.value++);
    session.on("accepted", () => this.change(id, { state: "talking" }));
    session.on("muted", () => this.change(id, { muted: true }));
    session.on("unmuted", () => this.change(id, { muted: false }));
    const over = () => {
      audio.srcObject = null;
      this.sessions.delete(id);
      this.calls.value = this.calls.peek().filter((c) => c.id !== id);
      this.sound();
    };
    session.on("ended", over);
    session.on("failed", over);
    this.sound();
    if (this.expecting.takes(session.remote_identity.uri.user, Date.now())) this.answer(id);
  }

  private change(id: string, change: Partial<PhoneCall>): void {
    this.calls.value = this.calls.peek().map((c) => (c.id === id ? { ...c, ...change } : c));
    this.sound();
  }

  private sound(): void {
    if (this.ringing.peek() && !this.talking.peek()) ring();
    else silenceRing();
  }
}

/** Whether the browser gives a microphone: it does to pages of https and of this computer, if its user allows it. */
async function givesMicrophone(): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices?.getUserMedia({ audio: true });
    for (const track of stream?.getTracks() ?? []) track.stop();
    return stream !== undefined;
  } catch {
    return false;
  }
}

function microphoneConstraints(): MediaTrackConstraints {
  const id = chosenMicrophone.peek();
  return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(id ? { deviceId: { ideal: id } } : {}) };
}

export const phone = new Phone();
