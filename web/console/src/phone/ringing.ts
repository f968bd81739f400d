// The sound of the telephone, made here so that no file has to be there: two
// soft tones, and a pause. It is meant to be heard two hundred times a shift.

const tones = [
  { hertz: 587, at: 0, for: 0.22 },
  { hertz: 740, at: 0.24, for: 0.34 },
];
const every = 2400;
const loudness = 0.16;

let context: AudioContext | undefined;
let timer: ReturnType<typeof setInterval> | undefined;

function strike(): void {
  context ??= new AudioContext();
  // A page that nobody has touched yet may make no sound; then the title tells.
  void context.resume().catch(() => undefined);
  for (const tone of tones) {
    const from = context.currentTime + tone.at;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = tone.hertz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + tone.for);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + tone.for);
  }
}

/** Rings until silenceRing. */
export function ring(): void {
  if (timer !== undefined) return;
  strike();
  timer = setInterval(strike, every);
}

export function silenceRing(): void {
  clearInterval(timer);
  timer = undefined;
}
