import { shortDigest } from "../domain/digest.ts";
import type { Overlap } from "../domain/finding.ts";
import { platformName } from "../domain/oci.ts";
import type { BaseImage, ImageExposure } from "../domain/rotation.ts";
import type { Credential } from "../rotation/credential.ts";
import type { Runbook, Unconfirmed } from "../rotation/runbook.ts";
import type { ExposureSummary, Task } from "../rotation/task.ts";
import { instruction } from "./instruction.ts";

/** Marks a text that comes from an image, and makes it safe: a code span in Markdown, cleaned in a terminal. */
export type Quote = (text: string) => string;

export const plural = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** `deleted: .env from layer 2 COPY . /app, by layer 4 RUN rm .env; still served (3 images, 2 tags)`. */
export function exposurePhrase(summary: ExposureSummary, quote: Quote): string {
  const { exposure, place, layer, historyLine, removedBy, images, tags, sameLayers, served } = summary;
  const at = (index: number | undefined, line: string | undefined): string =>
    [sameLayers && index !== undefined ? `layer ${index}` : "a layer", line && quote(instruction(line))]
      .filter(Boolean)
      .join(" ");
  const from =
    layer === undefined ? historyLine && `: ${quote(instruction(historyLine))}` : ` from ${at(layer, historyLine)}`;
  const removed = removedBy === undefined ? "" : `, by ${at(removedBy.layer, removedBy.historyLine)}`;
  const isHidden = exposure === "deleted" || exposure === "overwritten";
  const standing = served ? (isHidden ? "; still served" : "") : "; no longer there";
  return `${exposure}: ${quote(place)}${from ?? ""}${removed}${standing} (${plural(images, "image")}, ${plural(tags, "tag")})`;
}

/** `registry.example/app tags 1.0, latest, linux/amd64, since 2026-01-02, sha256:0123456789ab`. */
export function imagePhrase(image: ImageExposure, quote: Quote): string {
  const { registry, repository, manifest, platform, tags, since, present, goneSince } = image;
  const shown = tags.slice(0, 4).map(quote).join(", ") + (tags.length > 4 ? ` and ${tags.length - 4} more` : "");
  return [
    `${quote(repository === "" ? registry : `${registry}/${repository}`)} ${tags.length === 0 ? "untagged" : shown}`,
    platform && quote(platformName(platform)),
    since && `since ${day(since)}`,
    quote(shortDigest(manifest)),
    present ? "" : goneSince === undefined ? "no longer there" : `gone since ${day(goneSince)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** What to confirm before it is done; the texts of a runbook mark the rest themselves. */
export const unconfirmedPhrase = ({ unconfirmed }: Pick<Runbook, "unconfirmed">): readonly string[] =>
  unconfirmed === undefined ? [] : [UNCONFIRMED[unconfirmed]];

const UNCONFIRMED: Readonly<Record<Unconfirmed, string>> = {
  pages: "Unconfirmed: the ways through the vendor's pages (In: ...); they change.",
  all: "Unconfirmed: commands, pages and queries were written without the vendor's documentation at hand. Try them first.",
};

/** `rebuild r.example/platform/base:1.4 first, then the 9 images on it, in 3 repositories`. One that has no tag is not built again. */
export function basePhrase({ name, images, repositories }: BaseImage, quote: Quote): string {
  const on = `${plural(images, "image")} on it, in ${plural(repositories, "repository")}`;
  if (name?.includes("@")) return `rebuild the ${on}, on a newer base: no tag points at ${quote(name)} any more`;
  return name === undefined
    ? `it is in a base layer shared by ${plural(images, "image")} of ${plural(repositories, "repository")}: find the image it is from, and rebuild that first`
    : `rebuild ${quote(name)} first, then the ${on}`;
}

/** How sure it is that the parts of a credential belong together; the evidence follows. */
export const joinPhrase = ({ likely }: Pick<Credential, "likely">): string =>
  likely === true ? "likely one credential, to be confirmed:" : "joined by";

/** `Owner: team-a (owners file line 3). Due 2026-11-30.` */
export function responsible({ owner, due, overdue }: Pick<Task, "owner" | "due" | "overdue">, quote: Quote): string {
  const others = owner?.others ?? [];
  const shown = others.slice(0, OTHERS).map(quote).join(", ");
  const more = others.length > OTHERS ? ` and ${others.length - OTHERS} more` : "";
  const also = others.length === 0 ? "" : `; other images: ${shown}${more}`;
  const who = owner === undefined ? "unknown" : `${quote(owner.name)} (${quote(owner.from)}${also})`;
  const when = due === undefined ? "" : overdue ? ` Overdue since ${day(due)}.` : ` Due ${day(due)}.`;
  return `Owner: ${who}.${when}`;
}

const OTHERS = 4;

const DIGEST = /sha(?:256|512):[0-9a-f]{64,128}/g;
export const shortenDigests = (subject: string): string => subject.replace(DIGEST, shortDigest);

/** `2026-11-23` of an ISO 8601 date; what is none is not printed. */
export const day = (date: string): string => /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0] ?? "an unknown day";

export const size = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
};
const UNITS: readonly string[] = ["B", "kB", "MB", "GB", "TB"];

export const OVERLAP_PHRASE: Readonly<Record<Overlap, string>> = {
  A: "Two values can live at once: issue the second, move over, then kill the first.",
  B: "Issue a new one first, move over, then revoke the old one.",
  C: "There is one value only: move over to a second principal, then kill the first.",
  D: "It changes in place: plan a short outage, or use the grace period if there is one.",
  E: "It expires alone: find and close its source.",
};
