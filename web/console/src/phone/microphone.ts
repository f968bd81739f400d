// Which microphone is spoken into. The choice is kept in this browser.
import { effect, signal } from "@preact/signals";

const kept = "cabline.microphone";

/** The id of a device; "" is the computer's own choice. */
export const chosenMicrophone = signal(globalThis.localStorage?.getItem(kept) ?? "");

effect(() => globalThis.localStorage?.setItem(kept, chosenMicrophone.value));

export interface Microphone {
  id: string;
  name: string;
}

/** The microphones there are. Until the browser was allowed to use one they have no names. */
export async function microphones(): Promise<Microphone[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter((d) => d.kind === "audioinput" && d.deviceId !== "").map((d) => ({ id: d.deviceId, name: d.label }));
}
