import type { DocumentFinding, Scanner } from "../domain/finding.ts";
import { IMPORTED, type ImportedFinding, type NamedValue } from "../domain/imported.ts";
import { fingerprint, sealHash } from "../scan/fingerprint.ts";
import type { Kept } from "../scan/observer.ts";
import { GENERIC_PROVIDER, type RuleDefinition } from "../scan/rule.ts";
import type { Ruleset } from "../scan/ruleset.ts";
import { createScanner } from "../scan/scanner.ts";
import type { DescribedSecret } from "../store/known-secrets.ts";
import { maskPaths } from "./mask-paths.ts";

type IdentifiedSecret = Omit<DescribedSecret, "now">;

export interface Identifier {
  /** The secrets of one finding of another tool: those that a rule knows, else the value as it is, else the place. */
  identify(finding: ImportedFinding): readonly IdentifiedSecret[];
  /** The finding without a secret in what is kept and printed of it: tool, rule and place. */
  mask(finding: ImportedFinding): ImportedFinding;
}

interface CreateIdentifier {
  readonly ruleset: Ruleset;
  /** Of the case. */
  readonly key: Uint8Array;
  readonly now: () => number;
}

/**
 * Gives a value the identity that an audit would give it: it is shown to the rules alone, then in the text the tool tells,
 * then behind names as people write them, `GITHUB_TOKEN=`.
 */
export function createIdentifier(input: CreateIdentifier): Identifier {
  const kept: Kept[] = [];
  const scanner = createScanner({ ...input, observer: { kept: (one) => void kept.push(one) } });
  const masker = createScanner(input);
  const look = (text: string): Look => {
    kept.length = 0;
    const scan = scanner.open({ kind: "file", path: "" });
    scan.push(Buffer.from(text));
    const { halves = [] } = scan.end();
    return { kept: [...kept], isPublic: halves.length > 0 };
  };
  const context = { ...input, look, masker, providers: providersOf(input.ruleset) };
  return {
    identify: (finding) => identify(finding, context),
    mask: (finding) => maskFinding(finding, look),
  };
}

interface Look {
  readonly kept: readonly Kept[];
  /** There is a public half in it: an account id, a user name. */
  readonly isPublic: boolean;
}

interface Context extends CreateIdentifier {
  readonly look: (text: string) => Look;
  readonly masker: Scanner;
  /** Runbook of the first rule of each provider. */
  readonly providers: ReadonlyMap<string, string>;
}

function identify(finding: ImportedFinding, context: Context): readonly IdentifiedSecret[] {
  const { value, parts = [] } = finding;
  if (value === undefined) return [contextual(finding, context) ?? placeOnly(finding, context)];
  const main = known({ name: "", value }, finding, context);
  // What else the tool tells counts where a rule knows it: most of it is ids.
  const others = parts.slice(0, PARTS).flatMap((part) => known(part, finding, context));
  if (main.length > 0 || (others.length > 0 && context.look(value).isPublic))
    return once([...main, ...others], context);
  return once([...others], context).concat(unknown(value, finding, context));
}

/** Other values of a finding that are looked at. */
const PARTS = 20;

const once = (found: readonly Kept[], context: Context): readonly IdentifiedSecret[] =>
  [...new Map(found.map((one) => [one.finding.fingerprint, one])).values()].map((one) => described(one, context));

/**
 * What our rules find of a value: alone, else in the text that the tool tells. A name that we make up from the name of its
 * rule may confirm whose the value is, and nothing else.
 */
function known(part: NamedValue, finding: ImportedFinding, { look, providers }: Context): readonly Kept[] {
  const alone = look(part.value).kept;
  if (alone.length > 0) return alone;
  const told = finding.context === undefined ? [] : look(finding.context).kept.filter(isValue(part.value));
  const isNamed = ({ finding: { provider } }: Kept): boolean => provider !== GENERIC_PROVIDER;
  if (told.some(isNamed)) return told.filter(isNamed);
  const vendor = providerOf(slug(finding.rule), providers);
  if (vendor === GENERIC_PROVIDER || part.value.length > LONGEST || part.value.includes("\n")) return told;
  const named = look(asNamed(part, finding)).kept.filter(isValue(part.value));
  const confirmed = named.filter(({ finding: { provider } }) => provider === vendor);
  return confirmed.length > 0 ? confirmed : told;
}

/** A token; what is longer is told by its own form. */
const LONGEST = 4096;

const isValue =
  (value: string) =>
  (kept: Kept): boolean =>
    kept.value === latin1(value);

/** The value behind the names that values of the rule have in files. */
function asNamed({ name, value }: NamedValue, { rule, value: lead = "" }: ImportedFinding): string {
  const vendor = slug(rule).replaceAll("-", "_").toUpperCase();
  const own = name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  const names = [...(own === "" ? [] : [own, `${vendor}_${own}`]), vendor, ...KINDS.map((kind) => `${vendor}_${kind}`)];
  const before = lead === "" || lead === value || lead.includes("\n") ? "" : `${vendor}_ID=${lead}\n`;
  return names.map((one) => `${before}${one}=${value}\n`).join("\n");
}

const KINDS: readonly string[] = ["TOKEN", "API_KEY", "SECRET", "SECRET_ACCESS_KEY", "SECRET_KEY", "PASSWORD"];

/** `kingfisher.github.1`, `AWS`, `SlackWebhook` and `github-pat` as words with dashes. */
const slug = (rule: string): string =>
  rule
    .replace(/^kingfisher\.|\.\d+$/g, "")
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** The one secret that our rules find in the text around; the tool told no value. */
function contextual(finding: ImportedFinding, context: Context): IdentifiedSecret | undefined {
  if (finding.context === undefined) return undefined;
  const found = once(context.look(finding.context).kept, context);
  return found.length === 1 ? found[0] : undefined;
}

function described({ finding, document }: Kept, { masker }: Context): IdentifiedSecret {
  const found: DocumentFinding = { ...finding, document, provenance: "application" };
  const [masked = found] = maskPaths({ findings: [found], skips: [], halves: [] }, masker).findings;
  const {
    fingerprint: print,
    sealedHash,
    span: _span,
    line: _line,
    name: _name,
    strength: _strength,
    ...rest
  } = masked;
  const {
    document: _document,
    provenance: _provenance,
    provenanceReason: _why,
    fileKeys: _keys,
    superseded: _s,
    ...about
  } = rest;
  return { fingerprint: print, sealedHash, about };
}

/** A value that no rule of ours knows: its bytes are its identity, as those of a password in a file are. */
function unknown(value: string, finding: ImportedFinding, { key, providers }: Context): IdentifiedSecret {
  const bytes = latin1(value);
  const print = fingerprint(key, bytes);
  return {
    fingerprint: print,
    sealedHash: sealHash({ key, fingerprint: print }, bytes),
    about: {
      ...aboutOf(finding, providers),
      confidence: finding.active === true ? "high" : "medium",
      preview: `${"•".repeat(8)} (${bytes.length} characters)`,
      reasons: [`found by ${finding.tool}; no rule of exhume knows it`],
    },
  };
}

/** Its identity is made of tool, rule and place, behind a byte that stands in no fingerprint of a value. */
function placeOnly(finding: ImportedFinding, { key, providers }: Context): IdentifiedSecret {
  const { tool, rule, place } = finding;
  const where = Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: fingerprint(key, `\0place of an import\0${latin1(JSON.stringify([tool, rule, where]))}`),
    sealedHash: "",
    about: {
      ...aboutOf(finding, providers),
      confidence: "medium",
      preview: "(no value was told)",
      reasons: [`found by ${tool}, which told its place and no value: it cannot be matched with other secrets`],
    },
  };
}

function aboutOf({ tool, rule, severity = "high" }: ImportedFinding, providers: Context["providers"]) {
  const provider = providerOf(slug(rule), providers);
  return {
    ruleId: `${IMPORTED}${tool}:${rule}`,
    provider,
    title: `${rule} (rule of ${tool})`,
    severity,
    runbook: providers.get(provider) ?? "generic",
    validity: "unknown",
    facts: {},
  } as const;
}

/** The longest start of the name that is a provider: `slack-webhook` is slack's. */
function providerOf(name: string, providers: Context["providers"]): string {
  const words = name.split("-");
  for (let count = words.length; count > 0; count--) {
    const start = words.slice(0, count).join("-");
    if (providers.has(start)) return start;
  }
  return GENERIC_PROVIDER;
}

const providersOf = ({ rules }: Ruleset): ReadonlyMap<string, string> => {
  const runbooks = new Map<string, string>();
  for (const { definition } of rules) remember(definition, runbooks);
  return runbooks;
};

const remember = ({ provider, runbook, completes }: RuleDefinition, runbooks: Map<string, string>): void => {
  if (completes === undefined && !runbooks.has(provider)) runbooks.set(provider, runbook);
};

/** Shorter values (a password `root`) would erase texts that merely look like them. */
const LEAKABLE = 6;
const MASK = "•••";

function maskFinding(finding: ImportedFinding, look: (text: string) => Look): ImportedFinding {
  const { tool, rule, place, value, parts = [] } = finding;
  const texts = [tool, rule, ...Object.values(place).filter((told) => typeof told === "string")];
  const secrets = [value, ...parts.map((part) => part.value), ...look(texts.join("\n")).kept.map(utf8)]
    .filter((one): one is string => one !== undefined && one.length >= LEAKABLE)
    .sort((a, b) => b.length - a.length);
  const mask = (text: string): string =>
    secrets.reduce(
      (masked, secret) => masked.replaceAll(secret, MASK),
      text.replace(LOGIN, `$1${MASK}@`).replace(QUERY, "$1$2"),
    );
  const masked = Object.entries(place).map(([name, told]) => [name, typeof told === "string" ? mask(told) : told]);
  return { ...finding, tool: mask(tool), rule: mask(rule), place: Object.fromEntries(masked) };
}

/** User and password in a URL. */
const LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/gi;
/** What stands behind the path of a URL, but for the line of a file. */
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)(?:\?[^\s#]*)?(#L?\d[\dL-]{0,20}(?!\S))?(?:#\S*)?/gi;

const utf8 = ({ value }: Kept): string => Buffer.from(value, "latin1").toString("utf8");
const latin1 = (text: string): string => Buffer.from(text).toString("latin1");
