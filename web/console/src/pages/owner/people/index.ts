import { useWords } from "../../../i18n";
import type { Route } from "../../../router";
import { LoginPage } from "./LoginPage";
import { LoginsPage } from "./LoginsPage";
import { OperatorPage } from "./OperatorPage";
import { OperatorsPage } from "./OperatorsPage";
import { words } from "./words";

/** Who answers calls and who logs in: the owner's to change. */
export const peopleRoutes: readonly Route[] = [
  { path: "operators", group: "office", roles: ["owner"], page: OperatorsPage, label: () => useWords(words).operators },
  { path: "operators/:id", roles: ["owner"], page: OperatorPage },
  { path: "log-ins", group: "office", roles: ["owner"], page: LoginsPage, label: () => useWords(words).logins },
  { path: "log-ins/:login", roles: ["owner"], page: LoginPage },
];
