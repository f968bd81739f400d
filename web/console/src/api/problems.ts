// What the engine refuses, in the languages of the console. A refusal has a type
// (RFC 9457), which is for programs and never changes; what the engine says of it in
// English has more to tell, and is shown to who reads English.
import type { Language } from "../i18n/language";
import type { Schemas } from "./client";

type Ending<T> = T extends `urn:cabline:problem:${infer Kind}` ? Kind : never;

/** What a refusal is about: "not-talking". */
export type Kind = Ending<Schemas["Problem"]["type"]>;

/** The kind of a problem; undefined: HTTP's status says it. */
export function kindOf(problem: unknown): Kind | undefined {
  if (typeof problem !== "object" || problem === null || !("type" in problem) || typeof problem.type !== "string") return undefined;
  const kind = problem.type.replace(/^urn:cabline:problem:/, "");
  return Object.hasOwn(said.uk, kind) ? (kind as Kind) : undefined;
}

/** A refusal of a kind in a language; undefined: as the engine has said it. */
export function sayKind(kind: Kind | undefined, language: Language): string | undefined {
  return kind && language !== "en" ? said[language][kind] : undefined;
}

const said: Record<Exclude<Language, "en">, Record<Kind, string>> = {
  uk: {
    "no-call": "цього дзвінка вже немає",
    "not-yours": "це не ваш дзвінок",
    "not-talking": "зараз з абонентом ніхто не говорить",
    consulting: "спершу завершіть розмову про цього абонента або переведення",
    "own-call": "дзвінок зроблено з телефону оператора, перевести його можна лише телефоном",
    "may-not-call": "дзвонити на цей номер не дозволено",
    "no-such-place": "такого оператора чи черги немає, або абонент уже там",
    "cannot-dial": "такий номер набрати не можна",
    "not-answered": "ніхто не відповів",
    "no-trunk": "жоден транк не проводить дзвінок",
    "no-telephone": "немає підключеного телефону",
    "on-the-line": "абонент уже відповів і зараз на лінії",
    "switch-away": "немає зв’язку з FreeSWITCH",
    "not-recorded": "ця розмова зараз не записується",
    "no-recording": "запису немає",
    "recording-deleted": "запис старий, його видалено",
    "link-expired": "посилання більше не діє",
    "may-not-hear": "слухати це вам не дозволено",
    "listens-already": "ви вже слухаєте",
    "anothers-listening": "це слухає хтось інший",
    "no-listening": "прослуховування вже завершено",
    "no-orders": "систему замовлень не підключено",
    "no-order": "в абонента немає замовлення",
    "order-moved": "замовлення вже в іншому стані",
    "order-ended": "замовлення вже завершено",
    "no-driver": "водія ще не призначено",
    "driver-without-phone": "у водія немає номера телефону",
    "client-without-phone": "у замовленні немає номера клієнта",
    "orders-away": "система замовлень не відповідає; чи вдалося, невідомо",
    "orders-refuse": "система замовлень відмовляє",
    "other-stage": "цей стан належить до іншого етапу",
    "wrong-password": "неправильний логін або пароль",
    "too-many-tries": "забагато неправильних паролів, зачекайте",
    "no-password": "спершу увійдіть із паролем",
    "last-owner": "це останній власник, без нього змінити щось не зможе ніхто",
    "not-for-you": "вам цього не дозволено",
    "not-found": "такого немає",
    taken: "це вже зайнято",
    invalid: "перевірте, що введено",
    "too-slow": "це тривало задовго, спробуйте ще раз",
    failed: "не вдалося; причина в журналі програми",
    "not-ready": "програма ще не готова",
    "too-many-streams": "відкрито забагато вікон",
    unauthorized: "увійдіть знову",
  },
  ru: {
    "no-call": "этого звонка уже нет",
    "not-yours": "это не ваш звонок",
    "not-talking": "сейчас с абонентом никто не говорит",
    consulting: "сначала завершите разговор об этом абоненте или перевод",
    "own-call": "звонок сделан с телефона оператора, перевести его можно только телефоном",
    "may-not-call": "звонить на этот номер не разрешено",
    "no-such-place": "такого оператора или очереди нет, либо абонент уже там",
    "cannot-dial": "такой номер набрать нельзя",
    "not-answered": "никто не ответил",
    "no-trunk": "ни один транк не проводит звонок",
    "no-telephone": "нет подключённого телефона",
    "on-the-line": "абонент уже ответил и сейчас на линии",
    "switch-away": "нет связи с FreeSWITCH",
    "not-recorded": "этот разговор сейчас не записывается",
    "no-recording": "записи нет",
    "recording-deleted": "запись старая, её удалили",
    "link-expired": "ссылка больше не действует",
    "may-not-hear": "слушать это вам не разрешено",
    "listens-already": "вы уже слушаете",
    "anothers-listening": "это слушает кто-то другой",
    "no-listening": "прослушивание уже закончено",
    "no-orders": "система заказов не подключена",
    "no-order": "у абонента нет заказа",
    "order-moved": "заказ уже в другом состоянии",
    "order-ended": "заказ уже завершён",
    "no-driver": "водитель ещё не назначен",
    "driver-without-phone": "у водителя нет номера телефона",
    "client-without-phone": "в заказе нет номера клиента",
    "orders-away": "система заказов не отвечает; удалось ли, неизвестно",
    "orders-refuse": "система заказов отказывает",
    "other-stage": "это состояние относится к другому этапу",
    "wrong-password": "неправильный логин или пароль",
    "too-many-tries": "слишком много неправильных паролей, подождите",
    "no-password": "сначала войдите с паролем",
    "last-owner": "это последний владелец, без него никто не сможет ничего изменить",
    "not-for-you": "вам это не разрешено",
    "not-found": "такого нет",
    taken: "это уже занято",
    invalid: "проверьте, что введено",
    "too-slow": "это длилось слишком долго, попробуйте ещё раз",
    failed: "не удалось; причина в журнале программы",
    "not-ready": "программа ещё не готова",
    "too-many-streams": "открыто слишком много окон",
    unauthorized: "войдите снова",
  },
};
