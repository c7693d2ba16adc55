import type { Scanner } from "../../../src/domain/finding.ts";
import type { Observer } from "../../../src/scan/observer.ts";
import type { Ruleset } from "../../../src/scan/ruleset.ts";
import { built } from "../built.ts";

const NEVER = new AbortController().signal;

/** The rules that are shipped, ready to run: by the engine that users get, or by the one that is all JavaScript. */
export const shippedRuleset = async (kernel?: "js"): Promise<Ruleset> => {
  const { readConfig } = await built<typeof import("../../../src/config.ts")>("config");
  const { loadRuleset } = await built<typeof import("../../../src/open-ruleset.ts")>("open-ruleset");
  const config = readConfig({ flags: {}, env: { HOME: "/nonexistent" }, cwd: "/nonexistent" });
  const { ruleset } = await loadRuleset(config, NEVER);
  return kernel === "js" ? Object.assign({}, ruleset, { module: undefined }) : ruleset;
};

/** The scanner of an audit. */
export const shippedScanner = async ({
  ruleset,
  observer,
}: {
  readonly ruleset?: Ruleset;
  readonly observer?: Observer;
} = {}): Promise<Scanner> => {
  const { createScanner } = await built<typeof import("../../../src/scan/scanner.ts")>("scan/scanner");
  const rules = ruleset ?? (await shippedRuleset());
  const now = (): number => performance.now();
  return createScanner({ ruleset: rules, key: Buffer.alloc(32), now, ...(observer && { observer }) });
};

/** Finds nothing: what is left is all that a layer costs besides. */
export const noScanner: Scanner = {
  rulesetId: "none",
  open: () => ({ push: () => undefined, end: () => ({ findings: [], skips: [] }) }),
};

/** Unpacks and scans a layer as an audit does. */
export const scanLayer = async (stream: AsyncIterable<Uint8Array>, scanner: Scanner) => {
  const layer = await built<typeof import("../../../src/layer/scan-layer.ts")>("layer/scan-layer");
  const { LAYER_LIMITS } = await built<typeof import("../../../src/layer/limits.ts")>("layer/limits");
  return layer.scanLayer(stream, { scanner, limits: LAYER_LIMITS }, NEVER);
};
