import { readFileSync } from "node:fs";
import * as z from "zod";
import { UserError } from "../../domain/user-error.ts";

/** What an earlier output and a finding of now are compared by. */
export interface BaselineSubject {
  readonly ruleId: string;
  readonly path: string;
  readonly name?: string | undefined;
  readonly preview: string;
  /** Under the key of a case; undefined when there is none. */
  readonly fingerprint?: string | undefined;
}

export interface Baseline {
  /** It knows values by the fingerprints of a case. */
  readonly hasFingerprints: boolean;
  /** Takes the finding off the list: of two alike, one of which was there, the second is new. */
  isKnown(subject: BaselineSubject): boolean;
}

/** How a finding is marked that the baseline knows. */
export const BY_BASELINE = "baseline";

const place = { ruleId: z.string(), path: z.string(), name: z.string().optional() };
const scan = z.object({
  prefix: z.string().default(""),
  findings: z.array(
    z.object({
      ...place,
      preview: z.string(),
      fingerprint: z.string().optional(),
      allowed: z.object({ by: z.string() }).optional(),
    }),
  ),
});
const report = z.object({
  secrets: z.array(z.object({ fingerprint: z.string(), preview: z.string(), occurrences: z.array(z.object(place)) })),
});

/**
 * The JSON of an earlier `exhume scan` or `exhume report`. With fingerprints of the same case on both sides a value is
 * known by its fingerprint and path. Otherwise by rule, path, name and preview, wherever the line: the preview of a
 * token holds its last characters, that of a password only its length. Nothing else is made of a value, as whatever
 * could be compared could be guessed at. UserError `BASELINE_INVALID`.
 */
export const readBaseline = (file: string): Baseline => createBaseline(subjectsOf(file));

const subjectsOf = (file: string): readonly BaselineSubject[] => {
  const content = readJson(file);
  const scanned = scan.safeParse(content).data;
  // What an ignore file allowed is known only as long as its line stands.
  if (scanned !== undefined)
    return scanned.findings
      .filter(({ allowed }) => allowed === undefined || allowed.by === BY_BASELINE)
      .map((finding) => ({ ...finding, path: `${scanned.prefix}${finding.path}` }));
  const reported = report.safeParse(content).data;
  if (reported === undefined) throw invalid(file, "is no output of exhume scan or exhume report");
  return reported.secrets.flatMap(({ occurrences, ...secret }) => occurrences.map((one) => ({ ...secret, ...one })));
};

const createBaseline = (subjects: readonly BaselineSubject[]): Baseline => {
  const values = new Set(subjects.flatMap((subject) => (subject.fingerprint === undefined ? [] : [valueKey(subject)])));
  const places = new Map<string, number>();
  for (const subject of subjects) places.set(placeKey(subject), (places.get(placeKey(subject)) ?? 0) + 1);
  return {
    hasFingerprints: values.size > 0,
    isKnown: (subject) => {
      if (subject.fingerprint !== undefined && values.size > 0) return values.has(valueKey(subject));
      const left = places.get(placeKey(subject)) ?? 0;
      places.set(placeKey(subject), left - 1);
      return left > 0;
    },
  };
};

const valueKey = ({ fingerprint, path }: BaselineSubject): string => JSON.stringify([fingerprint, path]);

const placeKey = ({ ruleId, path, name, preview }: BaselineSubject): string =>
  JSON.stringify([ruleId, path, name ?? "", preview]);

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw invalid(file, cause instanceof SyntaxError ? "is no JSON" : "cannot be read", cause);
  }
};

const invalid = (file: string, problem: string, cause?: unknown): UserError =>
  new UserError({
    code: "BASELINE_INVALID",
    message: `${file}: ${problem}`,
    hint: "make it with exhume scan PATH --format json > FILE",
    cause,
  });
