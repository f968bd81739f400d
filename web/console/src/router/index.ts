export { fit, go, groups, href, path, query, startRouter, type Group, type Params, type Route } from "./router";
export { Link } from "./Link";
