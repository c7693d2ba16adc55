import type { Digest } from "../domain/digest.ts";
import { shortDigest } from "../domain/digest.ts";
import type { ChangedSecret, Compared } from "../rotation/compare-runs.ts";
import { waveTitle } from "../rotation/waves.ts";
import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { inked, type Line, type Look, PLAIN } from "./look.ts";
import { plural, shortenDigests } from "./phrases.ts";

/** One end of a comparison; without `run`: now. */
interface DiffEnd {
  readonly run?: number;
  /** ISO 8601. */
  readonly at: string;
  readonly targets?: readonly string[];
  readonly finished?: boolean;
}

interface DiffImage {
  readonly repository: string;
  readonly digest: Digest;
}

/** Something that one audit could not see. `count`: blobs, where it stands for several. */
interface CoverageChange {
  readonly subject: string;
  readonly reason: string;
  readonly count: number;
}

/** What changed in a case between the ends of two audits. */
export interface RunDiff extends Compared {
  readonly from: DiffEnd;
  readonly to: DiffEnd;
  readonly images: { readonly new: readonly DiffImage[]; readonly gone: readonly DiffImage[] };
  readonly repositories: { readonly new: readonly string[]; readonly gone: readonly string[] };
  readonly coverage: {
    readonly lost: readonly CoverageChange[];
    readonly won: readonly CoverageChange[];
    /** False: one of the audits is of an older exhume, which did not keep what it had not read. */
    readonly known: boolean;
  };
}

const WIDTH = 80;
/** Lines of one list; the JSON has all. */
const MOST = 10;

export function diffText(diff: RunDiff, { ink }: Pick<Look, "ink"> = PLAIN): string {
  const { secrets, waves, images, repositories, coverage } = diff;
  const blocks = [
    [`${end(diff.from)} to ${end(diff.to).toLowerCase()}`, ...caveats(diff)],
    waves.length === 0
      ? ["Open secrets: none"]
      : [
          "Open secrets",
          ...waves.map((one) => `  Wave ${one.wave}  ${pad(`${one.from} -> ${one.to}`, 14)}${waveTitle(one.wave)}`),
        ],
    list("New secrets", secrets.new.map(secretLine)),
    list("Re-opened", secrets.reopened.map(secretLine)),
    list("Closed", secrets.closed.map(secretLine)),
    list("Gone: no image holds them any more", secrets.gone.map(secretLine)),
    list("Back: an image holds them again", secrets.back.map(secretLine)),
    list("Repositories", [...repositories.new.map(plus), ...repositories.gone.map(minus)]),
    list(`Images: ${images.new.length} new, ${images.gone.length} gone`, [
      ...images.new.map(imageName).map(plus),
      ...images.gone.map(imageName).map(minus),
    ]),
    list("Missing since", coverage.lost.map(coverageLine)),
    list("No longer missing", coverage.won.map(coverageLine)),
  ].filter((block) => block.length > 0);
  const same = blocks.length === 2 ? [["Nothing else changed."]] : [];
  const shown = (line: string, index: number): string =>
    inked({ text: cut(line, WIDTH).trimEnd(), ...roleOf(line, index) }, ink);
  return `${[...blocks, ...same].map((block) => block.map(shown).join("\n")).join("\n\n")}\n`;
}

/** A block begins with its heading. */
function roleOf(line: string, index: number): Pick<Line, "role"> {
  if (index === 0) return { role: "heading" };
  if (line.startsWith("  + ")) return { role: "added" };
  return line.startsWith("  - ") ? { role: "removed" } : {};
}

const end = ({ run, at }: DiffEnd): string => {
  const when = `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return run === undefined ? `now (${when})` : `Run ${run} (${when})`;
};

function caveats({ from, to, coverage }: RunDiff): readonly string[] {
  const broken = [from, to].filter(({ finished }) => finished === false).map(({ run }) => `run ${run} broke off`);
  const other =
    from.targets !== undefined &&
    to.targets !== undefined &&
    [...from.targets].sort().join() !== [...to.targets].sort().join();
  return [
    ...broken.map((text) => `note: ${text}: what it did not come to is not gone`),
    ...(other ? ["note: the audits had other targets: what was not looked at is as it was"] : []),
    ...(coverage.known ? [] : ["note: an older exhume did not keep what it had not read"]),
  ];
}

function list(title: string, items: readonly (string | readonly string[])[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > MOST ? [`  and ${items.length - MOST} more: --json`] : [];
  const counted = title.includes(":") || items.length === 1 ? title : `${title} (${items.length})`;
  return [counted, ...items.slice(0, MOST).flat(), ...more];
}

const REOPENED_BY = {
  audit: "an image held it again after its end",
  word: "somebody took its end back",
  end: "its acceptance ended",
};

function secretLine(secret: ChangedSecret): readonly string[] {
  const { id, title, severity, inKnownImages, reopenedBy, leakedAfter } = secret;
  const [after] = leakedAfter ?? [];
  const known = inKnownImages ? ["in images that were known before"] : [];
  const notes = [
    ...(after === undefined ? known : [`${after} was rotated, and leaked again`]),
    ...(reopenedBy === undefined ? [] : [REOPENED_BY[reopenedBy]]),
  ];
  return [`  ${id}  ${pad(severity, 9)} ${cleanText(title)}`, ...notes.map((note) => `${" ".repeat(26)}${note}`)];
}

const plus = (text: string): string => `  + ${cleanText(text)}`;
const minus = (text: string): string => `  - ${cleanText(text)}`;
const imageName = ({ repository, digest }: DiffImage): string => `${repository}@${shortDigest(digest)}`;

const coverageLine = ({ subject, reason, count }: CoverageChange): string =>
  `  ${cleanText(shortenDigests(subject))}: ${count === 1 ? "" : `${plural(count, "blob")} `}${cleanText(reason)}`;
