// How times, durations, numbers and telephone numbers are written.
import { language, type Language } from "./language";

const locales: Record<Language, string> = { uk: "uk-UA", ru: "ru-RU", en: "en-GB" };

/** A length of time as a clock shows it: 0:07, 4:10, 1:02:03. Less than nothing is nothing. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A telephone number in groups that people read: +380 67 111 22 33. Anything else is left as it is. */
export function phone(number: string): string {
  const ukrainian = /^\+?380(\d{2})(\d{3})(\d{2})(\d{2})$/.exec(number);
  if (ukrainian) return `+380 ${ukrainian.slice(1).join(" ")}`;
  const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
  if (russian) return `+7 ${russian.slice(1).join(" ")}`;
  return number;
}

export type Moment = string | number | Date;

/** Seconds that have passed since a moment. */
export function since(moment: Moment, now: number): number {
  return (now - new Date(moment).getTime()) / 1000;
}

/** Formats of one language. Times are those of this computer. */
export class Format {
  readonly language: Language;
  private readonly made = new Map<string, Intl.DateTimeFormat>();

  constructor(of: Language) {
    this.language = of;
  }

  private date_(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    let format = this.made.get(key);
    if (!format) this.made.set(key, (format = new Intl.DateTimeFormat(locales[this.language], { hourCycle: "h23", ...options })));
    return format;
  }

  /** 14:07 */
  time(m: Moment): string {
    return this.date_({ hour: "2-digit", minute: "2-digit" }).format(new Date(m));
  }

  /** 14:07:09 */
  exactTime(m: Moment): string {
    return this.date_({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(m));
  }

  /** 23.11.2026 */
  date(m: Moment): string {
    return this.date_({ day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(m));
  }

  /** 23.11.2026, 14:07 */
  dateTime(m: Moment): string {
    return `${this.date(m)}, ${this.time(m)}`;
  }

  /** The time if it is today's, else the date with it. */
  moment(m: Moment, now: number): string {
    const at = new Date(m);
    return at.toDateString() === new Date(now).toDateString() ? this.time(at) : this.dateTime(at);
  }

  /** The time if it is today's, else the date alone. */
  day(m: Moment, now: number): string {
    const at = new Date(m);
    return at.toDateString() === new Date(now).toDateString() ? this.time(at) : this.date(at);
  }

  number(n: number, digits = 0): string {
    return n.toLocaleString(locales[this.language], { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  /** A share of 0 to 1 as per cent. */
  percent(share: number, digits = 0): string {
    return share.toLocaleString(locales[this.language], { style: "percent", maximumFractionDigits: digits });
  }
}

const formats: Record<Language, Format> = { uk: new Format("uk"), ru: new Format("ru"), en: new Format("en") };

/** The formats of the language spoken now. */
export function useFormat(): Format {
  return formats[language.value];
}
