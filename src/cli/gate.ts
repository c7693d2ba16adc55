import type { Config } from "../config.ts";
import { plural } from "../report/phrases.ts";
import { named } from "../rotation/gate.ts";
import { lastRuns } from "../rotation/run-span.ts";
import type { OpenListing } from "../wire-listing.ts";
import { EXIT } from "./errors.ts";
import { failPolicy } from "./fails.ts";

/** Columns of the one line of the gate. */
const WIDTH = 80;
const MOST = 4;

export interface Gated {
  /** As typed. */
  readonly policy: string;
  /** Ids of the secrets that the policy names, most urgent first. */
  readonly secrets: readonly string[];
  /** 1 if there are any, else 3 if something was not read. */
  readonly exit: number;
}

/** What the policy of the settings says of a case. */
export function judgeCase(
  { listing, runs }: Pick<OpenListing, "listing" | "runs">,
  { failOn, failConfidence }: Config,
): Gated {
  const since = lastRuns(runs).previous?.endedAt;
  const found = named([...listing.lines({})], { policy: failPolicy(failOn), confidence: failConfidence, since });
  const clean = listing.summary.verdict === "complete" ? EXIT.clean : EXIT.incomplete;
  return { policy: failOn, secrets: found.map(({ id }) => id), exit: found.length > 0 ? EXIT.findings : clean };
}

/** `gate high,new: 2 secrets fail: 0123456789ab, 89abcdef0123`, with as many ids as there is room for. */
export function gateLine({ policy, secrets }: Gated): string {
  if (policy === "never") return "gate never: nothing fails";
  if (secrets.length === 0) return `gate ${policy}: no secret fails`;
  const verb = secrets.length === 1 ? "fails" : "fail";
  const head = `gate ${policy}: ${plural(secrets.length, "secret")} ${verb}: `;
  const line = (count: number): string =>
    head + secrets.slice(0, count).join(", ") + (count < secrets.length ? ` and ${secrets.length - count} more` : "");
  let shown = Math.min(secrets.length, MOST);
  while (shown > 1 && line(shown).length > WIDTH) shown--;
  return line(shown);
}
