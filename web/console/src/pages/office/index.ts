import { useWords } from "../../i18n";
import type { Route } from "../../router";
import { AlertsPage } from "./AlertsPage";
import { ComplaintsPage } from "./ComplaintsPage";
import { LinesPage } from "./LinesPage";
import { MissedPage } from "./MissedPage";
import { RobotPage } from "./RobotPage";
import { words } from "./words";

/** What goes on beside the conversations: who was missed, what the robot does, what is wrong. */
export const officeRoutes: readonly Route[] = [
  { path: "missed", group: "calls", roles: ["operator", "supervisor", "owner"], page: MissedPage, label: () => useWords(words).missed },
  { path: "complaints", group: "calls", roles: ["supervisor", "owner"], page: ComplaintsPage, label: () => useWords(words).complaints },
  { path: "robot", group: "orders", roles: ["supervisor", "owner"], page: RobotPage, label: () => useWords(words).robot },
  { path: "lines", group: "office", roles: ["supervisor", "owner"], page: LinesPage, label: () => useWords(words).lines },
  { path: "alerts", group: "office", roles: ["supervisor", "owner"], page: AlertsPage, label: () => useWords(words).alerts },
];
