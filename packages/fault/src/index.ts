export {
  catalogOf,
  defineMessages,
  say,
  type Catalog,
  type Language,
  type Message,
  type Params,
  type Text,
} from './message.ts';
export {
  defineFaults,
  Fault,
  isFault,
  toFault,
  type FaultDetails,
  type FaultKind,
  type FaultSpec,
  type FaultTable,
  type Problem,
} from './fault.ts';
export { exitCodeOf, httpStatusOf } from './rims.ts';
export { describeFault, type Described } from './describe.ts';
