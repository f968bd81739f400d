import type { Route } from "../../router";

/** The owner's pages, in the order of the navigation. */
export const ownerRoutes: readonly Route[] = [];
