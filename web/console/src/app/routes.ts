import { session, type Session } from "../api/session";
import { officeRoutes } from "../pages/office";
import { operatorRoutes } from "../pages/operator";
import { orderRoutes } from "../pages/orders";
import { ownerRoutes } from "../pages/owner";
import { supervisorRoutes } from "../pages/supervisor";
import { fit, type Params, type Route } from "../router";

const everything: readonly Route[] = [...operatorRoutes, ...supervisorRoutes, ...orderRoutes, ...officeRoutes, ...ownerRoutes];

/** The pages of whoever is logged in. Who has no extension has no desk. */
export function routesOf(s: Session): readonly Route[] {
  return everything.filter((r) => r.roles.includes(s.role) && (s.operator !== undefined || !operatorRoutes.includes(r)));
}

/** The page at a path, if it is one of his. */
export function find(path: string): { route: Route; params: Params } | null {
  const s = session.value;
  if (!s) return null;
  for (const route of routesOf(s)) {
    const params = fit(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

/** Where somebody begins: an operator at his desk, a supervisor at the board, an owner at his first page. */
export function firstPath(s: Session): string {
  const mine = routesOf(s).filter((r) => r.label);
  const first = s.role === "operator" ? mine[0] : (mine.find((r) => !operatorRoutes.includes(r)) ?? mine[0]);
  return first?.path ?? "";
}
