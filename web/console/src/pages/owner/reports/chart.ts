// What a bar chart is made of. Lengths are shares of the longest bar.

export interface Bar {
  label: string;
  whole: number;
  part: number;
}

export interface Drawn extends Bar {
  /** Of 0 to 1. */
  length: number;
  /** Of the bar, 0 to 1. */
  filled: number;
}

export function draw(bars: readonly Bar[]): Drawn[] {
  const most = Math.max(0, ...bars.map((b) => b.whole));
  return bars.map((b) => ({ ...b, length: most > 0 ? b.whole / most : 0, filled: b.whole > 0 ? Math.min(1, b.part / b.whole) : 0 }));
}

/** The day n days before another, as <input type="date"> writes it. */
export function dayBefore(of: Date, n: number): string {
  const day = new Date(of.getFullYear(), of.getMonth(), of.getDate() - n, 12);
  const two = (x: number) => String(x).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The moment at which a day begins on this computer; after days, another one. */
export function beginning(day: string, after = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}
