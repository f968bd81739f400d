export { board, card, known, me, startLive, streamState, type CardEvent } from "./live";
export {
  callsOf,
  doingOf,
  type Board,
  type BoardCall,
  type BoardListening,
  type BoardOperator,
  type BoardQueue,
  type BoardTrunk,
  type Doing,
  type OperatorState,
  type Stage,
} from "./board";
