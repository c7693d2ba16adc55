import type { ImageConfig } from "../domain/finding.ts";

/** What is known of a layer before it is pulled. */
export interface LayerSeat {
  /** Bytes as stored; negative when nobody says. */
  readonly size: number;
  /** 0 is the base. */
  readonly position: number;
  /** Layers above it, in the image where those are fewest. */
  readonly above: number;
  /** That hold it. */
  readonly repositories: number;
  /** The line of the history that made it. */
  readonly line?: string | undefined;
}

/** What a pull costs besides its bytes, in bytes: smaller layers are all alike. */
const LEAST_BYTES = 64 * 1024;
const UNKNOWN_BYTES = 16 * 1024 * 1024;

/**
 * Bytes of a layer for what can be expected of it, in bytes of a layer that was copied from a build context: what costs
 * least comes first. Secrets come with what an organisation adds: its files, then what it runs; least with what a package
 * manager installs, with the file system of a distribution, and with what many build on.
 */
export function workCost(seat: LayerSeat): number {
  const bytes = seat.size < 0 ? UNKNOWN_BYTES : Math.max(seat.size, LEAST_BYTES);
  return bytes * originFactor(seat) * (1 + Math.log2(Math.max(1, seat.repositories))) * (1 + seat.above / 8);
}

const COPIED = 1;
const RUN = 4;
const INSTALLED = 16;
const DISTRIBUTION = 64;

const originFactor = ({ line, position }: Pick<LayerSeat, "line" | "position">): number => {
  if (line === undefined) return position === 0 ? INSTALLED : RUN;
  if (position === 0 && (ROOT_FILES.test(line) || !COPY.test(line))) return DISTRIBUTION;
  if (COPY.test(line)) return COPIED;
  return INSTALLS.test(line) ? INSTALLED : RUN;
};

/** As builders write it: `COPY . /app # buildkit`, `/bin/sh -c #(nop) COPY dir:... in /app`. */
const COPY = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:COPY|ADD)\b/;
/** The file system of a distribution: `ADD file:... in /`, `ADD alpine-minirootfs.tar.gz /`, `# debian.sh --arch ...`. */
const ROOT_FILES = /\bADD (?:file:\S+ in \/\s*$|\S*root\S*\.tar\S* \/)|debian\.sh/;
const INSTALLS =
  /\b(?:apt-get|apt|apk|yum|dnf|microdnf|zypper|tdnf|pacman|pip3?|npm|yarn|pnpm|gem|bundle|composer|conda|go mod)\s+(?:-\S+\s+)*(?:install|add|update|upgrade|ci|download|sync|-S)\b/;

/** The line of the history that made the layer at a position; undefined when the two do not fit each other. */
export function layerLine(
  { history, diffIds }: Pick<ImageConfig, "history" | "diffIds">,
  position: number,
): string | undefined {
  const made = history.filter(({ emptyLayer }) => !emptyLayer);
  return made.length === diffIds.length ? made[position]?.createdBy : undefined;
}
