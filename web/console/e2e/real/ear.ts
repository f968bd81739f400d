// What is heard in the browser's headphones: the sound that really comes out of
// its connection to FreeSWITCH, decrypted and decoded. And the line beside it that
// carries the signals.
import type { Page } from "playwright-core";

interface Ears {
  peers: RTCPeerConnection[];
  lines: WebSocket[];
}

/** Remembers every connection that the page makes. Before the page is opened. */
export async function wearHeadphones(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const ears: Ears = { peers: [], lines: [] };
    const Native = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        ears.peers.push(this);
      }
    };
    const NativeLine = globalThis.WebSocket;
    globalThis.WebSocket = class extends NativeLine {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        ears.lines.push(this);
      }
    };
    Object.assign(globalThis, { ears });
  });
}

/** Waits until that tone is the strongest thing that is heard. */
export async function hears(page: Page, hertz: number, within = 5000): Promise<void> {
  const strongest = await page.evaluate(
    async ({ hertz, within }) => {
      const { ears } = globalThis as unknown as { ears: Ears };
      const track = ears.peers.filter((p) => p.connectionState === "connected").at(-1)?.getReceivers()[0]?.track;
      if (!track) return "no connection";
      const context = new AudioContext();
      const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      const bins = new Float32Array(analyser.frequencyBinCount);
      const width = context.sampleRate / analyser.fftSize;
      let heard = "silence";
      for (const end = performance.now() + within; performance.now() < end; await new Promise((r) => setTimeout(r, 50))) {
        analyser.getFloatFrequencyData(bins);
        const loudest = bins.reduce((best, level, i) => (level > (bins[best] ?? -Infinity) ? i : best), 0);
        if ((bins[loudest] ?? -Infinity) < -70) continue;
        heard = `${Math.round(loudest * width)} Hz`;
        if (Math.abs(loudest * width - hertz) <= 2 * width) {
          heard = "";
          break;
        }
      }
      await context.close();
      return heard;
    },
    { hertz, within },
  );
  if (strongest) throw new Error(`${hertz} Hz is not heard in the browser, but ${strongest}`);
}

/** Cuts the line that carries the signals, and leaves the sound. */
export async function cutLine(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { ears } = globalThis as unknown as { ears: Ears };
    for (const line of ears.lines) line.close();
  });
}
