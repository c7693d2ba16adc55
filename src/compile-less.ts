import { setFlagsFromString } from "node:v8";

/**
 * Each thread that scans has V8 optimise the same thousand functions, in threads beside: 3 s of CPU in an audit of one large
 * layer, much of it again for what was optimised too early. A function that has shown more of what it is given, and takes in
 * fewer others, is optimised once: two threads on two cores take an eighth less CPU for the layer. Of node --v8-options; the
 * defaults of Node.js 20 are 67584 and 920. Later ones compile in other steps, and were not measured.
 */
export const compileLess = (): void => {
  if (!process.version.startsWith("v20.")) return;
  setFlagsFromString("--interrupt-budget=400000");
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");
};
