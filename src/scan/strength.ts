import type { Strength } from "../domain/provenance.ts";
import { publicPrefix } from "./redact.ts";
import type { Rule } from "./rule.ts";
import type { Verdict } from "./structure/structure.ts";

/**
 * Structures that a value which is none of its kind does not pass: it has a checksum, or is parsed to its end. One that
 * fails is told by its low confidence.
 */
const PROVING: ReadonlySet<string> = new Set([
  "artifactory-key",
  "artifactory-reference",
  "atlassian",
  "azure-annotated",
  "azure-identifiable",
  "base58-check",
  "bech32",
  "bedrock",
  "confluent",
  "crc32-base62",
  "ed25519-pair",
  "gcp-service-account",
  "github-app",
  "github-fine-grained",
  "gitlab-routable",
  "grafana-api-key",
  "grafana-cloud",
  "grafana-service-account",
  "jwk",
  "jwt",
  "nkey",
  "onepassword",
  "private-key",
  "private-key-base64",
  "putty",
  "pypi",
  "sentry-token",
  "stellar",
  "zuplo",
]);

/** What a finding of the rule rests on. */
export const strengthOf = ({ rule, value, verdict }: Judged): Strength => {
  const { structure } = rule.definition;
  const fails = verdict.validity === "malformed" || verdict.confidence === "low";
  if (structure !== undefined && PROVING.has(structure) && !fails) return "proof";
  return publicPrefix(rule, value) === "" ? "name" : "prefix";
};

interface Judged {
  readonly rule: Rule;
  readonly value: string;
  readonly verdict: Verdict;
}
