export { keywords, resume } from "./keywords";
export { newlines } from "./lines";
