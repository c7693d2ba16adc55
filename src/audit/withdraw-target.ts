import { UserError } from "../domain/user-error.ts";
import { parseTarget } from "../registry/reference.ts";
import { plural } from "../report/phrases.ts";
import type { Store } from "../store/store.ts";
import { covers } from "./covers.ts";
import { standingGaps } from "./read-coverage.ts";

interface Withdrawal {
  /** As it was typed for the audit. */
  readonly target: string;
  readonly actor: string;
  /** Why it was never meant. */
  readonly note: string;
  readonly now: Date;
}

/**
 * A target that was typed wrong is no loss: what audits could not see of it stays in the ledger with who said so, and
 * makes no case incomplete. Returns how many entries that are. Throws UserError where something of it was seen: then it
 * exists, and what is missing of it is a loss.
 */
export function withdrawTarget(store: Store, { target, actor, note, now }: Withdrawal): number {
  const parsed = parseTarget(target);
  const runs = store.runs.all();
  const gaps = runs.flatMap((run) =>
    standingGaps(store, { run, later: runs.filter(({ id }) => id > run.id) })
      .filter(({ status, subject }) => status !== "unlistable" && covers(target, subject))
      .map((gap) => ({ runId: run.id, gap })),
  );
  if (gaps.length === 0)
    throw new UserError({
      code: "WITHDRAW_NOTHING",
      message: `the ledger misses nothing of ${target}`,
      hint: "exhume coverage shows what is missing; write the target as it was typed for the audit",
    });
  const seen = store.coverage
    .repositories(runs.at(-1)?.rulesetId ?? "")
    .filter(({ manifests, gone }) => manifests + gone > 0)
    .find(({ registry, repository }) => covers(target, repository === "" ? registry : `${registry}/${repository}`));
  const tagged =
    parsed.kind === "image" &&
    store.images.hasTag({ repository: { registry: parsed.registry, name: parsed.name }, tag: parsed.tag ?? "" });
  if (seen !== undefined || tagged)
    throw new UserError({
      code: "WITHDRAW_SEEN",
      message: `${target} was audited: ${seen === undefined ? "its tag" : plural(seen.manifests + seen.gone, "manifest")} of it stands in the case`,
      hint: `audit it again, so that what is missing is read: exhume audit ${target}`,
    });
  const why = `withdrawn by ${actor} on ${now.toISOString().slice(0, 10)}: ${note}`;
  store.atomically(() => {
    for (const { runId, gap } of gaps) store.runs.withdrawGap(runId, gap, why);
  });
  return gaps.length;
}
