import type { Digest } from "../domain/digest.ts";
import { repositoryName } from "../domain/oci.ts";
import { DEAD_STATES, type ImageExposure, isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import type { Assessment } from "./validity.ts";

/** A repository that held the secret, as the last audits left it. */
export interface Standing {
  /** `registry/repository`. */
  readonly name: string;
  /** The last audit that listed it in full. */
  readonly listed?: { readonly run: number; readonly at: string };
  /** What of it could not be seen, in words. */
  readonly losses: readonly string[];
  /** The image that was pushed last, of those that are still there. */
  readonly newest?: Digest;
}

/** `revoked`: the value is dead; `absent`: no live tag holds it; `clean`: nor does the newest image; `logs`: they were read. */
type ProofId = "revoked" | "absent" | "clean" | "logs";

export interface ProofPart {
  readonly id: ProofId;
  readonly proven: boolean;
  /** What proves it, or what is missing. */
  readonly text: string;
  /** One line each: where it is missing, then how to supply it. */
  readonly missing: readonly string[];
}

export interface Closure {
  readonly proven: boolean;
  readonly parts: readonly ProofPart[];
}

export interface ClosureInput {
  readonly secret: Secret;
  readonly images: readonly ImageExposure[];
  readonly standings: readonly Standing[];
  /** Images of the case were looked at. */
  readonly isAudited: boolean;
  readonly assessment: Assessment;
  /** Whom `exhume verify` can ask about it, by its id. */
  readonly asks: string | undefined;
}

/** What an event says of the end of a secret. `evidence: revoked`, `evidence: logs-reviewed`, `status: dead`. */
export const EVIDENCE = { revoked: "revoked", logs: "logs-reviewed" } as const;

/** Whether the end of a secret is proven, part by part. What was said before it was re-opened proves nothing any more. */
export function closureOf(input: ClosureInput): Closure {
  const { events } = input.secret;
  const reopened = events.findLastIndex(
    (event, at) => event.kind === "reopened" || takesBack(event, events.slice(0, at)),
  );
  const since = events.slice(reopened + 1);
  const parts = [revoked(input, since), absent(input), clean(input), logs(input, since)];
  return { proven: parts.every(({ proven }) => proven), parts };
}

/** Somebody says that it was not over. */
const takesBack = ({ kind, state }: WorkEvent, earlier: readonly WorkEvent[]): boolean => {
  const before = earlier.findLast((event) => event.kind === "state");
  return kind === "state" && isOpen(state) && before !== undefined && DEAD_STATES.includes(before.state);
};

function revoked({ secret, assessment, asks }: ClosureInput, events: readonly WorkEvent[]): ProofPart {
  const id = "revoked";
  const last = events.findLast(
    ({ kind, data }) =>
      (kind === "evidence" && data?.evidence === EVIDENCE.revoked) ||
      (kind === "verified" && (data?.status === "dead" || data?.status === "active")),
  );
  const ways = [
    ...(asks === undefined ? [] : [`exhume verify ${secret.id} --provider ${asks}`]),
    `exhume evidence ${secret.id} --revoked --file SCREENSHOT`,
  ];
  if (last?.data?.status === "active")
    return missing(id, `its provider said on ${dayOf(last.at)} that it works`, [`revoke it, then: ${ways[0]}`]);
  if (last?.kind === "verified") return proven(id, `its provider refused it on ${dayOf(last.at)}${said(last)}`);
  if (last !== undefined) return proven(id, said(last).replace(/^, /, ""));
  if (assessment.validity === "expired") return proven(id, assessment.reason ?? "it has expired");
  return missing(id, "nothing shows that its provider revoked it", ways);
}

function absent({ images, standings, isAudited }: ClosureInput): ProofPart {
  const id = "absent";
  if (!isAudited) return missing(id, "nothing was audited: no image was looked at", ["exhume audit TARGET"]);
  const live = images.filter(({ present, tags }) => present && tags.length > 0);
  const unsure = standings.flatMap(unsureOf);
  const held = group(live).map(([name, tags]) => `${name}: ${some(tags)}`);
  if (live.length > 0) {
    const count = new Set(live.flatMap((image) => image.tags.map((tag) => `${nameOf(image)}:${tag}`))).size;
    return missing(id, count === 1 ? "a live tag holds it" : `${count} live tags hold it`, [
      ...held,
      `delete or rebuild them, then: ${auditAgain(live.map(nameOf))}`,
      ...unsure,
    ]);
  }
  if (unsure.length > 0) return missing(id, "not all that may hold it was seen", unsure);
  if (standings.length === 0) return proven(id, "no image of the case ever held it");
  const last = [...standings].sort((a, b) => (a.listed?.run ?? 0) - (b.listed?.run ?? 0)).at(0)?.listed;
  const where = standings.length === 1 ? "the repository" : `all ${standings.length} repositories`;
  const when = last === undefined ? "" : `, seen in full by run ${last.run} on ${dayOf(last.at)} or later`;
  return proven(id, `in no live tag of ${where} that held it${when}`);
}

function clean({ images, standings, isAudited }: ClosureInput): ProofPart {
  const id = "clean";
  if (!isAudited) return missing(id, "nothing was audited: no image was looked at", []);
  const holders = new Set(images.filter(({ present }) => present).map((image) => `${nameOf(image)}@${image.manifest}`));
  const bad = standings.filter(({ name, newest }) => newest !== undefined && holders.has(`${name}@${newest}`));
  if (bad.length > 0)
    return missing(
      id,
      `the newest image of ${bad.length === 1 ? "a repository" : `${bad.length} repositories`} holds it`,
      [
        ...bad.map(({ name, newest = "" }) => `${name}@${newest}`),
        `delete ${bad.length === 1 ? "it or push one" : "each or push ones"} without it, then: ${auditAgain(bad.map(({ name }) => name))}`,
      ],
    );
  const unsure = standings.filter((one) => unsureOf(one).length > 0).map(({ name }) => name);
  if (unsure.length > 0)
    return missing(
      id,
      "the newest image may not have been seen",
      unsure.map((name) => `${name}: as above`),
    );
  const newest = standings.flatMap(({ name, newest: digest }) => (digest === undefined ? [] : [`${name}@${digest}`]));
  return proven(
    id,
    newest.length === 0 ? "no image is left" : `the newest image does not hold it: ${newest.join(", ")}`,
  );
}

/** More repositories than these are audited as they were before: their names would fill a screen. */
const NAMED = 4;

function auditAgain(names: readonly string[]): string {
  const each = [...new Set(names)];
  return each.length > NAMED ? "audit the same targets again (exhume runs)" : `exhume audit ${each.join(" ")}`;
}

function logs({ secret }: ClosureInput, events: readonly WorkEvent[]): ProofPart {
  const last = events.findLast(({ kind, data }) => kind === "evidence" && data?.evidence === EVIDENCE.logs);
  if (last !== undefined) return proven("logs", said(last).replace(/^, /, ""));
  return missing("logs", "nobody says that the logs of its use were read", [
    `exhume evidence ${secret.id} --logs-reviewed --note "WHAT WAS FOUND"`,
  ]);
}

const proven = (id: ProofId, text: string): ProofPart => ({ id, proven: true, text, missing: [] });
const missing = (id: ProofId, text: string, lines: readonly string[]): ProofPart => ({
  id,
  proven: false,
  text,
  missing: lines,
});

/** What keeps a repository from being a proof. */
function unsureOf({ name, listed, losses }: Standing): readonly string[] {
  const again = `exhume audit ${name}`;
  if (listed === undefined) return [`${name} was never listed in full: ${again}`];
  // With its name alone a deleted repository cannot be told from one that hides from who may not read it.
  const whole = `; if it was deleted, all of its registry: exhume audit ${name.split("/")[0]}`;
  return losses.map((loss) => `${name}: ${loss}: ${again}${/: 404\b/.test(loss) ? whole : ""}`);
}

function said({ actor, at, note, data }: WorkEvent): string {
  const file = data?.file === undefined ? "" : `, file ${data.file} (sha256:${String(data.sha256).slice(0, 12)})`;
  return `, by ${actor} on ${dayOf(at)}${file}${note === undefined ? "" : `: ${note}`}`;
}

function group(images: readonly ImageExposure[]): readonly (readonly [string, readonly string[]])[] {
  const byName = new Map<string, Set<string>>();
  for (const image of images) {
    const tags = byName.get(nameOf(image)) ?? new Set<string>();
    for (const tag of image.tags) tags.add(tag);
    byName.set(nameOf(image), tags);
  }
  return [...byName].map(([name, tags]) => [name, [...tags].sort()] as const);
}

const TAGS = 5;
const some = (tags: readonly string[]): string =>
  tags.slice(0, TAGS).join(", ") + (tags.length > TAGS ? ` and ${tags.length - TAGS} more` : "");

export const nameOf = ({ registry, repository }: Pick<ImageExposure, "registry" | "repository">): string =>
  repositoryName({ registry, name: repository });

const dayOf = (at: string): string => at.slice(0, 10);
