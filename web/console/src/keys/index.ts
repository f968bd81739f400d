export { actions, startKeys, useKeys, type Combination, type KeyAction } from "./keys";
