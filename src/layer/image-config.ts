import { append } from "../domain/append.ts";
import { isDigest } from "../domain/digest.ts";
import type { HistoryEntry, ImageConfig, Span } from "../domain/finding.ts";
import type { Collected } from "./collector.ts";
import { declaredArgs } from "./history.ts";
import { isObject } from "./json-leaves.ts";
import { MASK, maskHistory } from "./mask-history.ts";

type Json = Readonly<Record<string, unknown>>;

/** True for what looks like the config of an image, by what only those have. */
export const isImageConfig = (value: unknown): value is Json =>
  isObject(value) &&
  !Array.isArray(value) &&
  (isObject(value.rootfs) || isObject(value.history) || isObject(value.config));

/** Layers and history entries that are kept, as many as a manifest may have layers; and the length of their texts. */
const MOST = 10_000;
const LONGEST_TEXT = 4096;

/** The parts that are kept, without anything that was found in the config, or that may stand where a scan was cut. */
export const imageConfig = (json: Json, scanned: Collected): ImageConfig => {
  const found = foundAt(scanned);
  const config = object(json.config);
  const clean: IsClean = (path, value): value is string =>
    isText(value) && value.length <= LONGEST_TEXT && found(path)?.length === 0;
  return {
    ...(clean("created", json.created) && !Number.isNaN(Date.parse(json.created)) && { created: json.created }),
    ...readPlatform(json, clean),
    ...(clean("config.User", config.User) && { user: config.User }),
    diffIds: list(object(json.rootfs).diff_ids).slice(0, MOST).filter(isDigest),
    history: readHistory(list(json.history).slice(0, MOST), { found, clean }),
    origin: readOrigin(object(config.Labels), clean),
  };
};

/** A text under a path of the config in which nothing was found. */
type IsClean = (path: string, value: unknown) => value is string;

/** Spans that were found under a path; undefined when more may be there than is known. */
type FoundAt = (path: string) => readonly Span[] | undefined;

/** Pre-defined annotation keys of the OCI image-spec, annotations.md, that name a source or an owner. */
const ORIGIN = ["source", "revision", "url", "authors", "vendor", "title", "version"].map(
  (key) => `org.opencontainers.image.${key}`,
);

const readOrigin = (labels: Json, clean: IsClean): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {};
  for (const key of ORIGIN) {
    const value = labels[key];
    if (clean(`Labels[${key}]`, value)) kept[key] = value;
  }
  return kept;
};

const readPlatform = ({ os, architecture, variant }: Json, clean: IsClean): Pick<ImageConfig, "platform"> => {
  if (!clean("os", os) || !clean("architecture", architecture)) return {};
  return { platform: { os, architecture, ...(clean("variant", variant) && { variant }) } };
};

/** `created_by` of each history entry, as it stands there. */
export const historyLines = (json: Json): readonly string[] => list(json.history).map(createdBy);

const createdBy = (entry: unknown): string => {
  const line = object(entry).created_by;
  return isText(line) ? line : "";
};

/** Entries keep their positions: a damaged one becomes an empty line. */
const readHistory = (
  entries: readonly unknown[],
  { found, clean }: { readonly found: FoundAt; readonly clean: IsClean },
): readonly HistoryEntry[] => {
  const lines = entries.map(createdBy);
  const declared = declaredArgs(lines);
  return entries.map(object).map(({ created, empty_layer }, at) => {
    const spans = found(`history[${at}]`);
    return {
      createdBy: spans === undefined ? MASK : maskHistory(lines[at] ?? "", spans, declared),
      ...(clean(`history[${at}].created`, created) && { created }),
      emptyLayer: empty_layer === true,
    };
  });
};

const foundAt = ({ findings, skips }: Collected): FoundAt => {
  const spans = new Map<string, Span[]>();
  for (const { document, span } of findings) {
    append(spans, document.path, span);
  }
  const cut = new Set(skips.map(({ path }) => path));
  return (path) => (cut.has(undefined) || cut.has(path) ? undefined : (spans.get(path) ?? []));
};

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const object = (value: unknown): Json => (isObject(value) && !Array.isArray(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
