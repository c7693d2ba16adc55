import { purgeCase } from "../audit/purge-case.ts";
import type { Config } from "../config.ts";
import { DEAD_STATES, isOpen, type Secret } from "../domain/rotation.ts";
import { isInsecure } from "../registry/endpoint.ts";
import { safeJson } from "../report/clean.ts";
import { type PurgeReport, purgeText } from "../report/purge-text.ts";
import type { PurgePlan } from "../rotation/purge.ts";
import { purgeCommands } from "../rotation/purge-commands.ts";
import { validityAt } from "../rotation/validity.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { findSecret } from "./find-secret.ts";
import { notice, print } from "./print.ts";

export interface PurgeCommand {
  readonly config: Config;
  /** None: every secret that was not put aside as accepted, a test, a third party's or none at all. */
  readonly ids: readonly string[];
  readonly json: boolean;
}

/** Prints what to delete, where and how. Runs nothing. */
export async function purgeCommand({ config, ids, json }: PurgeCommand, signal: AbortSignal): Promise<void> {
  const use = (opened: NamedCase): void => {
    const { plan } = opened;
    const all = [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets);
    const secrets = ids.length === 0 ? all.filter(isWorthIt) : ids.map((id) => findSecret(all, id));
    const report = reportOf(purgeCase(opened.store, secrets), { opened, config, secrets });
    print(json ? safeJson(report, 2) : purgeText(report));
  };
  await withNamed(config, { ids, onNotice: notice, use }, signal);
}

const isWorthIt = ({ state }: Secret): boolean => isOpen(state) || DEAD_STATES.includes(state);

interface Around {
  readonly opened: NamedCase;
  readonly config: Config;
  readonly secrets: readonly Secret[];
}

function reportOf(plan: PurgePlan, { opened, config, secrets }: Around): PurgeReport {
  const registries = new Set(plan.repositories.map(({ registry }) => registry));
  const planned = new Set(plan.blobs.flatMap((blob) => blob.secrets));
  const isOf = (subject: string): boolean =>
    [...registries].some((registry) => subject === registry || subject.startsWith(`${registry}/`));
  const canBeUsed = (secret: Secret): boolean =>
    isOpen(secret.state) && ["active", "unknown"].includes(validityAt(secret, opened.now).validity);
  return {
    ...plan,
    repositories: plan.repositories.map((one) => ({
      ...one,
      ...purgeCommands(one, { plainHttp: LOOPBACK.test(one.registry) || isInsecure(one.registry, config.insecure) }),
    })),
    alive: secrets.filter((secret) => planned.has(secret.id) && canBeUsed(secret)).length,
    unsealed: secrets.filter(
      ({ id, fingerprint }) => planned.has(id) && opened.store.sealed.of(fingerprint).length === 0,
    ).length,
    unseen: opened
      .ledger()
      .entries.filter(({ scope, subject }) => scope !== "blob" && scope !== "file" && isOf(subject))
      .map(({ subject, reason }) => ({ subject, reason })),
  };
}

/** Spoken to over plain http without being asked, as docker does. */
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)(?::\d+)?$/;
