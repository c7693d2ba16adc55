import * as z from "zod";
import { isDigest } from "../../domain/digest.ts";
import type { ImportedFinding, ImportedPlace, NamedValue } from "../../domain/imported.ts";
import { optionalLine, optionalText, placeOf, ruleName, unmasked } from "./fields.ts";
import type { FindingReader } from "./finding-reader.ts";

/** One of many sources (proto/source_metadata.proto); the fields that say where. */
const source = z.object({
  image: optionalText,
  tag: optionalText,
  layer: optionalText,
  file: optionalText,
  filename: optionalText,
  path: optionalText,
  line: optionalLine,
  repository: optionalText,
  project: optionalText,
  bucket: optionalText,
  commit: optionalText,
  link: optionalText,
});

/** A line of `trufflehog --json` (pkg/output/json.go). */
const record = z.object({
  DetectorName: ruleName,
  Raw: optionalText,
  RawV2: optionalText,
  Verified: z.boolean().nullish(),
  SecretParts: z.record(z.string(), z.unknown()).nullish(),
  SourceMetadata: z.object({ Data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

export const trufflehogReader: FindingReader = {
  id: "trufflehog",
  matches: (json) => "DetectorName" in json && ("Raw" in json || "RawV2" in json),
  read: (json) => {
    const found = record.parse(json);
    const value = unmasked(found.Raw) ?? unmasked(found.RawV2);
    const finding: ImportedFinding = {
      tool: "trufflehog",
      rule: found.DetectorName,
      parts: partsOf(found),
      place: placeIn(found.SourceMetadata?.Data ?? {}),
      ...(value === undefined ? {} : { value }),
      ...(found.Verified === true ? { active: true } : {}),
    };
    return [finding];
  },
};

/** `RawV2` is the value with the other half before or behind it; newer versions name the halves besides. */
function partsOf({ Raw, RawV2, SecretParts }: z.infer<typeof record>): readonly NamedValue[] {
  const named = Object.entries(SecretParts ?? {}).flatMap(([name, value]) =>
    typeof value === "string" && value !== "" && value !== Raw ? [{ name, value }] : [],
  );
  if (named.length > 0 || Raw === undefined || RawV2 === undefined || RawV2 === Raw) return named;
  const rest = RawV2.startsWith(Raw)
    ? RawV2.slice(Raw.length).replace(/^[:;,|]/, "")
    : RawV2.endsWith(Raw)
      ? RawV2.slice(0, -Raw.length).replace(/[:;,|]$/, "")
      : "";
  return rest === "" ? [] : [{ name: "", value: rest }];
}

function placeIn(data: Readonly<Record<string, unknown>>): ImportedPlace {
  const [told] = Object.values(data).flatMap((one) => source.safeParse(one).data ?? []);
  if (told === undefined) return {};
  return placeOf({
    image: imageOf(told),
    layer: told.layer,
    path: told.file ?? told.filename ?? told.path,
    line: told.line,
    repository: told.repository ?? told.project ?? told.bucket,
    commit: told.commit,
    url: told.link,
  });
}

/** The tag of an image that was named by its digest is that digest. */
const imageOf = ({ image, tag }: z.infer<typeof source>): string | undefined =>
  image === undefined || tag === undefined ? image : `${image}${isDigest(tag) ? "@" : ":"}${tag}`;
