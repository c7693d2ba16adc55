import type { Allowed } from "../../domain/finding.ts";
import type { AllowEntry } from "./allow-entry.ts";
import { pathPattern } from "./path-pattern.ts";

/** A place of a secret. */
interface AllowSubject {
  readonly ruleId: string;
  readonly path: string;
  /** Under the key of the case; undefined when there is none. */
  readonly fingerprint?: string | undefined;
  /** Undefined when nobody asked for it. */
  readonly sha256?: string | undefined;
}

/** The entries of an ignore file at work. */
export interface Allowances {
  /** Some entry goes by the hash of a value, which is computed only for that. */
  readonly needsHash: boolean;
  readonly needsFingerprint: boolean;
  allow(subject: AllowSubject): Allowed | undefined;
  /** In words: the entries whose day is over, and that would have allowed something. */
  expired(): readonly string[];
}

/** `today`: `2027-01-31`, UTC. The first entry that holds is the one that is named. */
export const createAllowances = (entries: readonly AllowEntry[], today: string): Allowances => {
  const tests = entries.map((entry) => ({ entry, holds: conditionsOf(entry), over: (entry.until ?? today) < today }));
  const ended = new Set<AllowEntry>();
  return {
    needsHash: entries.some(({ sha256 }) => sha256 !== undefined),
    needsFingerprint: entries.some(({ secret }) => secret !== undefined),
    allow: (subject) => {
      for (const { entry, holds, over } of tests) {
        if (!holds(subject)) continue;
        if (!over) return { by: entry.at, ...(entry.reason === undefined ? {} : { reason: entry.reason }) };
        ended.add(entry);
      }
      return undefined;
    },
    expired: () => [...ended].map(({ at, until = "" }) => `${at} ended on ${until}: what it allowed counts again`),
  };
};

const conditionsOf = ({ secret, rule, path, sha256 }: AllowEntry): ((subject: AllowSubject) => boolean) => {
  const rules = rule === undefined ? undefined : new RegExp(`^${rule.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
  const paths = path === undefined ? undefined : pathPattern(path);
  return (subject) =>
    (secret === undefined || subject.fingerprint?.startsWith(secret) === true) &&
    (rules === undefined || rules.test(subject.ruleId)) &&
    (paths === undefined || paths.test(subject.path)) &&
    (sha256 === undefined || subject.sha256 === sha256);
};
