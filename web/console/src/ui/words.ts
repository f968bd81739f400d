import { dictionary } from "../i18n/words";

export const words = dictionary({
  en: { close: "Close", dismiss: "Dismiss", loading: "Loading…", again: "Try again", away: "The engine is not reached", failed: "This could not be read" },
  uk: { close: "Закрити", dismiss: "Прибрати", loading: "Завантаження…", again: "Спробувати ще", away: "Немає зв’язку із сервером", failed: "Не вдалося прочитати" },
  ru: { close: "Закрыть", dismiss: "Убрать", loading: "Загрузка…", again: "Попробовать ещё", away: "Нет связи с сервером", failed: "Не удалось прочитать" },
});
