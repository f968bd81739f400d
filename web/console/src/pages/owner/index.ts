import { useWords } from "../../i18n";
import type { Route } from "../../router";
import { AuditPage } from "./AuditPage";
import { bookRoutes } from "./book";
import { BlackListPage, VIPListPage } from "./ListPage";
import { peopleRoutes } from "./people";
import { CallsReportPage } from "./reports/CallsReportPage";
import { RatingsPage } from "./reports/RatingsPage";
import { RobotReportPage } from "./reports/RobotReportPage";
import { robotWords } from "./reports/words";
import { RecordingsPage } from "./RecordingsPage";
import { words } from "./words";

/** The owner's pages, in the order of the navigation; a supervisor has those that his role may ask for. */
export const ownerRoutes: readonly Route[] = [
  ...bookRoutes,
  { path: "black-list", group: "clients", roles: ["supervisor", "owner"], page: BlackListPage, label: () => useWords(words).blackList },
  { path: "vip-list", group: "clients", roles: ["supervisor", "owner"], page: VIPListPage, label: () => useWords(words).vipList },
  { path: "recordings", group: "calls", roles: ["supervisor", "owner"], page: RecordingsPage, label: () => useWords(words).recordings },
  { path: "reports", group: "figures", roles: ["supervisor", "owner"], page: CallsReportPage, label: () => useWords(words).reports },
  { path: "robot-report", group: "figures", roles: ["supervisor", "owner"], page: RobotReportPage, label: () => useWords(robotWords).title },
  { path: "ratings", group: "figures", roles: ["supervisor", "owner"], page: RatingsPage, label: () => useWords(words).ratings },
  ...peopleRoutes,
  { path: "audit", group: "office", roles: ["supervisor", "owner"], page: AuditPage, label: () => useWords(words).audit },
];
