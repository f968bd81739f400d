import { useWords } from "../../i18n";
import type { Route } from "../../router";
import { OperatorPage } from "./OperatorPage";
import { words } from "./words";

/** The operator's page; a supervisor who answers calls has it too. */
export const operatorRoutes: readonly Route[] = [
  { path: "desk", roles: ["operator", "supervisor"], page: OperatorPage, label: () => useWords(words).page },
];
