import { useWords } from "../../../i18n";
import type { Route } from "../../../router";
import { CardPage, CardsPage } from "./CardsPage";
import { ClientPage } from "./ClientPage";
import { ClientsPage } from "./ClientsPage";
import { CompaniesPage, CompanyPage } from "./CompaniesPage";
import { DriverPage } from "./DriverPage";
import { DriversPage } from "./DriversPage";
import { words } from "./words";

/** The office's own lists: who orders and who drives. */
export const bookRoutes: readonly Route[] = [
  { path: "clients", group: "clients", roles: ["supervisor", "owner"], page: ClientsPage, label: () => useWords(words).clients },
  { path: "clients/:id", roles: ["supervisor", "owner"], page: ClientPage },
  { path: "companies", group: "clients", roles: ["supervisor", "owner"], page: CompaniesPage, label: () => useWords(words).companies },
  { path: "companies/:id", roles: ["supervisor", "owner"], page: CompanyPage },
  { path: "cards", group: "clients", roles: ["supervisor", "owner"], page: CardsPage, label: () => useWords(words).cards },
  { path: "cards/:number", roles: ["supervisor", "owner"], page: CardPage },
  { path: "drivers", group: "office", roles: ["supervisor", "owner"], page: DriversPage, label: () => useWords(words).drivers },
  { path: "drivers/:id", roles: ["supervisor", "owner"], page: DriverPage },
];
