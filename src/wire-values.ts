import { createSealer } from "./audit/age.ts";
import { createMatcher, type Matcher } from "./audit/match-value.ts";
import { type AskReveal, type RevealedValue, reveal } from "./audit/reveal.ts";
import { type AskSeal, type SealedKnown, sealKnown } from "./audit/seal-known.ts";
import type { PullValues } from "./audit/value-places.ts";
import type { Config } from "./config.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { openTargets } from "./open-targets.ts";
import { createScanner, createScanners } from "./scan/scanner.ts";
import { openStore } from "./store/store.ts";

const now = (): number => performance.now();

/** The value of a secret, pulled again from where it was found. Before anybody has it, the log of the case says so. */
export async function revealSecret(config: Config, asked: AskReveal, signal: AbortSignal): Promise<RevealedValue> {
  const key = asked.store.key();
  return reveal({ ...asked, ...(await puller(config, key, signal)), key }, signal);
}

/** Encrypts values that the case does not keep yet to the recipients of the settings, without showing them to anybody. */
export async function sealSecrets(config: Config, asked: AskSeal, signal: AbortSignal): Promise<SealedKnown> {
  const sealer = await createSealer(config.seal);
  return sealKnown({ ...asked, ...(await puller(config, asked.store.key(), signal)), sealer }, signal);
}

/** What pulls blobs again and scans them as an audit does. */
const puller = async (
  config: Config,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<Pick<PullValues, "open" | "scanner">> => {
  const { ruleset } = await loadRuleset(config, signal);
  return {
    scanner: createScanners({ ruleset, key, now }),
    open: async (target, own) => {
      const { sources, close } = await openTargets(config, { targets: [target] }, own);
      const [source] = sources;
      if (source === undefined) throw new Error(`${target.typed} opens nothing`);
      return { ...source, close };
    },
  };
};

/**
 * Gives `use` what says which secrets of an existing case a value is, without reading the case. Throws UserError when the key
 * file of the case is missing.
 */
export async function withMatcher<T>(
  config: Config,
  use: (match: Matcher) => T | Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const store = openStore(config.db, { create: false });
  try {
    const key = store.key();
    const { ruleset } = await loadRuleset(config, signal);
    const scanner = createScanner({ ruleset, key, now });
    return await use(createMatcher({ key, scanner, isKnown: store.secrets.isSeen }));
  } finally {
    store.close();
  }
}
