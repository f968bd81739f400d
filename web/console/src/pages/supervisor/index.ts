import type { Route } from "../../router";

/** The supervisor's pages, in the order of the navigation. */
export const supervisorRoutes: readonly Route[] = [];
