export { escape, signs } from "./escapes";
export { keywords, resume } from "./keywords";
export { newlines } from "./lines";
export { encodedRun } from "./runs";
export { wideText } from "./wide-text";
