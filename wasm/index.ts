export { escape, signs } from "./escapes";
export {
  flowAskedQuote,
  flowAskedStart,
  flowAskedStop,
  flowBegin,
  flowShown,
  flowTell,
  flowWalk,
} from "./flow/walk";
export { jsonMet, jsonReadTo, jsonText, jsonWrittenTo } from "./json-text";
export { keywords, resume } from "./keywords";
export { newlines } from "./lines";
export { encodedRun } from "./runs";
export { wideText } from "./wide-text";
