import { dictionary } from "../i18n";

export const words = dictionary({
  en: {
    play: (when: string) => `Play the recording of ${when}`,
    failed: "It cannot be heard",
    deleted: "deleted, being old",
    lost: "was not recorded",
    marks: "Who talks where",
    outside: "outside",
  },
  uk: {
    play: (when) => `Відтворити запис ${when}`,
    failed: "Не вдалося відтворити",
    deleted: "видалено за давністю",
    lost: "не записалося",
    marks: "Хто де говорить",
    outside: "назовні",
  },
  ru: {
    play: (when) => `Воспроизвести запись ${when}`,
    failed: "Не удалось воспроизвести",
    deleted: "удалена за давностью",
    lost: "не записалась",
    marks: "Кто где говорит",
    outside: "вне офиса",
  },
});
