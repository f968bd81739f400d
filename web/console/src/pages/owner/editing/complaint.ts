// What the engine finds wrong with a field, in the language of who filled it in.
// The engine says it in English; what people come across every day is told in
// theirs, and anything else as it was said.

export interface Complaints {
  taken: string;
  empty: string;
  noPhone: string;
  noPIN: string;
  noMoney: string;
  noExtension: string;
  noLogin: string;
  over: string;
  longer: (than: string) => string;
  shorter: (than: string) => string;
  characters: (from: string, to: string) => string;
}

export function complaintOf(message: string, t: Complaints): string {
  for (const [pattern, say] of known) {
    const found = pattern.exec(message);
    if (found) return say(t, found[1] ?? "", found[2] ?? "");
  }
  return message;
}

type Say = (t: Complaints, first: string, second: string) => string;

const known: readonly (readonly [RegExp, Say])[] = [
  [/^is (client|driver) .*'s$|^is (another|somebody) .*'s$|^the (number|callsign).* is another's/, (t) => t.taken],
  [/at least one letter|^expected length >= 1$|^expected required property/, (t) => t.empty],
  [/^not a telephone number/, (t) => t.noPhone],
  [/^a PIN has|\^\[0-9\]\{4,12\}\$/, (t) => t.noPIN],
  [/amount|sum of money/, (t) => t.noMoney],
  [/^an extension has|\^\[0-9\]\{2,6\}\$/, (t) => t.noExtension],
  [/^a login has|\^\[a-z0-9\]\[a-z0-9\._-\]/, (t) => t.noLogin],
  [/^is over already/, (t) => t.over],
  [/^longer than (\d+) characters|^expected length <= (\d+)$/, (t, a, b) => t.longer(a || b)],
  [/^expected length >= (\d+)$/, (t, least) => t.shorter(least)],
  [/^a password has (\d+) to (\d+)/, (t, from, to) => t.characters(from, to)],
];
