export { dictionary, plural, useWords, type Dictionary } from "./words";
export { duration, Format, phone, since, useFormat, type Moment } from "./format";
export { language, languageNames, languages, type Language } from "./language";
export { engineTime, now } from "./clock";
