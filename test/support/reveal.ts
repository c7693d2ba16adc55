import type { AskReveal, RevealedSecret } from "../../src/audit/reveal.ts";
import type { Config } from "../../src/config.ts";
import type { Secret } from "../../src/domain/rotation.ts";
import { type OpenCase, withCase } from "../../src/wire-case.ts";
import { revealSecret } from "../../src/wire-values.ts";

const signal = new AbortController().signal;

/** All secrets of a case, as they are read. */
export const secretsOf = ({ plan }: Pick<OpenCase, "plan">): readonly Secret[] =>
  [plan.open, plan.closed, plan.tests].flat().flatMap(({ secrets }) => secrets);

export interface Revealed {
  readonly secret: Secret;
  readonly revealed: RevealedSecret;
}

/** What comes of the secrets that are wanted when each is revealed. */
export const revealAll = async (
  config: Config,
  wanted: (secret: Secret) => boolean = () => true,
  asked: Partial<AskReveal> = {},
): Promise<readonly Revealed[]> => {
  const use = async (opened: OpenCase): Promise<readonly Revealed[]> => {
    const { store } = opened;
    const all: Revealed[] = [];
    for (const secret of secretsOf(opened).filter(wanted)) {
      const ask = { store, secret, purpose: "a test", actor: "tester", ...asked };
      all.push({ secret, revealed: await revealSecret(config, ask, signal) });
    }
    return all;
  };
  return withCase(config, { all: true, use }, signal);
};

/** SHA-256 of each value as the case keeps it, by id. */
export const hashesOf = async (config: Config): Promise<ReadonlyMap<string, string | undefined>> =>
  withCase(
    config,
    { all: true, revealHash: true, use: (opened) => new Map(secretsOf(opened).map(({ id, sha256 }) => [id, sha256])) },
    signal,
  );
