// Words in three languages. Every area of the console has a dictionary of its
// own, beside its pages. English says which words there are; a language that
// misses one, has one too many or takes other arguments does not compile.
import { language, type Language } from "./language";

/** One entry: a text, a function that makes one of what it is given, or names of several things by their keys. */
type Entry = string | ((...args: never[]) => string) | { readonly [key: string]: string };
type Entries = { readonly [key: string]: Entry };

type Translation<E extends Entries> = {
  readonly [K in keyof E]: E[K] extends string
    ? string
    : E[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : { readonly [N in keyof E[K]]: string };
};

export interface Dictionary<E extends Entries> extends Readonly<Record<Exclude<Language, "en">, Translation<E>>> {
  readonly en: E;
}

export function dictionary<E extends Entries>(words: {
  en: E;
  uk: NoInfer<Translation<E>>;
  ru: NoInfer<Translation<E>>;
}): Dictionary<E> {
  return words;
}

/**
 * The words in the language spoken now. A component that calls it is drawn again
 * when the language changes.
 */
export function useWords<E extends Entries>(words: Dictionary<E>): Translation<E> {
  return words[language.value] as Translation<E>;
}

/** The forms that a noun takes after a number; English needs one and many. */
export interface Forms {
  one: string;
  few?: string;
  many: string;
}

const rules: Partial<Record<Language, Intl.PluralRules>> = {};

/** The form of a noun that goes with a number: plural("uk", 3, { one: "дзвінок", few: "дзвінки", many: "дзвінків" }). */
export function plural(of: Language, n: number, forms: Forms): string {
  const rule = (rules[of] ??= new Intl.PluralRules(of)).select(n);
  if (rule === "one") return forms.one;
  if (rule === "few") return forms.few ?? forms.many;
  return forms.many;
}
