import { setFlagsFromString } from "node:v8";

/**
 * V8 lets garbage grow to three times of what lives before it looks at all of it; promise 8 is of what the process holds.
 * Of node --v8-options; in an audit twice costs nothing that could be measured, less costs a tenth of the time. `percent`: of
 * what lives, 100 makes it twice.
 */
export const boundGarbage = (percent = 100): void => setFlagsFromString(`--heap-growing-percent=${percent}`);
