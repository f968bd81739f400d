import { useWords } from "../../i18n";
import type { Route } from "../../router";
import { BoardPage } from "./BoardPage";
import { CallPage } from "./CallPage";
import { CallsPage } from "./CallsPage";
import { words } from "./words";

/** The supervisor's pages, in the order of the navigation. */
export const supervisorRoutes: readonly Route[] = [
  { path: "board", roles: ["supervisor", "owner"], page: BoardPage, label: () => useWords(words).board },
  { path: "calls", group: "calls", roles: ["supervisor", "owner"], page: CallsPage, label: () => useWords(words).history },
  { path: "calls/:id", roles: ["supervisor", "owner"], page: CallPage },
];
