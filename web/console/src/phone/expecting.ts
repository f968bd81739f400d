// A call that somebody has asked for from the console rings his own telephone
// first. He is sitting there: it answers by itself, but no other does. The engine
// and the telephone name calls each in its way; the number is what they share.

/** How long after it was asked for a call may come. */
export const expectedWithin = 15_000;

/** Whether two ways of writing a number mean the same one: with the country, with a zero, or short. */
export function sameNumber(a: string, b: string): boolean {
  const [x, y] = [digits(a), digits(b)];
  if (x.length < 7 || y.length < 7) return x !== "" && x === y;
  const common = Math.min(9, x.length, y.length);
  return x.slice(-common) === y.slice(-common);
}

/** The call that is talked on: the one answered last of those that nobody holds. */
export function talkedOn<C extends { number: string; state: string }>(calls: readonly C[], held: readonly string[]): C | undefined {
  return calls.findLast((c) => c.state === "talking" && !held.some((number) => sameNumber(number, c.number)));
}

function digits(number: string): string {
  return number.replace(/\D/g, "");
}

export class Expecting {
  private number = "";
  private until = 0;

  /** A call of this number has been asked for. */
  expect(number: string, now: number): void {
    this.number = number;
    this.until = now + expectedWithin;
  }

  /** Whether a call that comes is the one; it is only once. */
  takes(number: string, now: number): boolean {
    const is = now < this.until && sameNumber(number, this.number);
    if (is) this.until = 0;
    return is;
  }
}
