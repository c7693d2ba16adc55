import { PullError } from "../pull-error.ts";
import { type AwsSettings, awsState } from "./clients.ts";
import { ecrPublicClient, publicAliases } from "./public-client.ts";
import { createSingleFlight } from "./single-flight.ts";

/** The login an alias belongs to; a profile that is undefined is the SDK's default chain. */
export interface PublicOwner {
  readonly profile: string | undefined;
}

/** Whose the aliases of public registries are, as far as that is the caller's. */
export interface PublicOwners {
  /** As far as it was learned by now. */
  known(alias: string): PublicOwner | undefined;
  /** Asks AWS, once in an audit, and only where a login was set or is plainly there. `why`: for the ledger. */
  of(alias: string, signal: AbortSignal): Promise<PublicOwner | { readonly why: string }>;
}

export function createPublicOwners(settings: AwsSettings): PublicOwners {
  const { aliases } = awsState(settings);
  const asking = createSingleFlight<readonly string[]>();
  let refusals: readonly string[] | undefined;
  const known: PublicOwners["known"] = (alias) => (aliases.has(alias) ? { profile: aliases.get(alias) } : undefined);
  return {
    known,
    of: async (alias, signal) => {
      const owner = known(alias);
      if (owner !== undefined) return owner;
      if (!settings.awsLogin && settings.profiles.length === 0)
        return { why: "that is told to an AWS login of its account only" };
      refusals ??= await asking("", async (own) => learn(settings, own), signal);
      return (
        known(alias) ?? {
          why: refusals[0] ?? `${alias} is no alias of this AWS login, and it is told to its account only`,
        }
      );
    },
  };
}

/** Fills the aliases of every login that can be asked; gives what the others said. */
async function learn(settings: AwsSettings, signal: AbortSignal): Promise<readonly string[]> {
  const { aliases } = awsState(settings);
  const refusals: string[] = [];
  for (const profile of settings.profiles.length === 0 ? [undefined] : settings.profiles)
    try {
      for (const { name } of await publicAliases(await ecrPublicClient(settings, profile), signal))
        aliases.set(name, profile);
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      refusals.push(error.message);
    }
  return refusals;
}
