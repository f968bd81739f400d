import { dictionary } from "../../i18n";

export const words = dictionary({
  en: {
    title: "Log in",
    login: "Login",
    password: "Password",
    enter: "Log in",
    wrong: "Login or password is wrong",
    tooOften: "Too many wrong passwords. Wait a little and try again.",
    away: "The engine is not reached. Try again in a moment.",
    expired: "The shift’s log-in has ended. Log in again.",
  },
  uk: {
    title: "Вхід",
    login: "Логін",
    password: "Пароль",
    enter: "Увійти",
    wrong: "Неправильний логін або пароль",
    tooOften: "Забагато неправильних паролів. Зачекайте трохи й спробуйте ще.",
    away: "Немає зв’язку із сервером. Спробуйте за мить.",
    expired: "Термін входу закінчився. Увійдіть знову.",
  },
  ru: {
    title: "Вход",
    login: "Логин",
    password: "Пароль",
    enter: "Войти",
    wrong: "Неверный логин или пароль",
    tooOften: "Слишком много неверных паролей. Подождите немного и попробуйте снова.",
    away: "Нет связи с сервером. Попробуйте через минуту.",
    expired: "Срок входа истёк. Войдите снова.",
  },
});
