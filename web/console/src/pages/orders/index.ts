import { useWords } from "../../i18n";
import type { Route } from "../../router";
import { OrderPage } from "./OrderPage";
import { OrdersPage } from "./OrdersPage";
import { words } from "./words";

/** Orders; orders/new is a new one. */
export const orderRoutes: readonly Route[] = [
  { path: "orders", group: "orders", roles: ["operator", "supervisor", "owner"], page: OrdersPage, label: () => useWords(words).orders },
  { path: "orders/:id", roles: ["operator", "supervisor", "owner"], page: OrderPage },
];
