export { fit, go, href, path, query, startRouter, type Params, type Route } from "./router";
export { Link } from "./Link";
