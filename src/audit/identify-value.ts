import type { DocumentFinding, Scanner } from "../domain/finding.ts";
import type { ImportedFinding, NamedValue } from "../domain/imported.ts";
import type { Kept } from "../scan/observer.ts";
import { GENERIC_PROVIDER } from "../scan/rule.ts";
import type { Ruleset } from "../scan/ruleset.ts";
import { createScanner } from "../scan/scanner.ts";
import {
  type IdentifiedSecret,
  latin1,
  type Providers,
  placeOnly,
  providerOf,
  providersOf,
  unknownValue,
  words,
} from "./imported-secret.ts";
import { maskFinding } from "./mask-finding.ts";
import { maskPaths } from "./mask-paths.ts";

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
    return { kept: [...kept], isPublic: halves.some(({ alike }) => !alike) };
  };
  const context = { ...input, look, masker, providers: providersOf(input.ruleset) };
  return {
    identify: (finding) => identify(finding, context),
    mask: (finding) => maskFinding(finding, (text) => look(text).kept.map(({ value }) => value)),
  };
}

interface Look {
  readonly kept: readonly Kept[];
  /** There is a public half in it that its form tells: an account id, a certificate. */
  readonly isPublic: boolean;
}

interface Context extends CreateIdentifier {
  readonly look: (text: string) => Look;
  readonly masker: Scanner;
  readonly providers: Providers;
}

function identify(finding: ImportedFinding, context: Context): readonly IdentifiedSecret[] {
  const { value, parts = [] } = finding;
  if (value === undefined) return [contextual(finding, context) ?? placeOnly(finding, context)];
  const main = known({ name: "", value }, finding, context);
  // What else the tool tells counts where a rule knows it: most of it is ids.
  const others = parts.slice(0, PARTS).flatMap((part) => known(part, finding, context));
  if (main.length > 0 || (others.length > 0 && context.look(value).isPublic))
    return once([...main, ...others], context);
  return once([...others], context).concat(unknownValue(value, finding, context));
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
  const vendor = providerOf(finding.rule, providers);
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
  const vendor = words(rule).replaceAll("-", "_").toUpperCase();
  const own = name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  const names = [...(own === "" ? [] : [own, `${vendor}_${own}`]), vendor, ...KINDS.map((kind) => `${vendor}_${kind}`)];
  const before = lead === "" || lead === value || lead.includes("\n") ? "" : `${vendor}_ID=${lead}\n`;
  return names.map((one) => `${before}${one}=${value}\n`).join("\n");
}

const KINDS: readonly string[] = ["TOKEN", "API_KEY", "SECRET", "SECRET_ACCESS_KEY", "SECRET_KEY", "PASSWORD"];

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
