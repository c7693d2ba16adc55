import { normalisePath } from "./path.ts";
import type { Extensions } from "./tar-extensions.ts";
import type { TarHeader } from "./tar-header.ts";

/** `hard link`: a second name of a file that stands before it in the archive. */
type TarKind = "file" | "directory" | "symlink" | "hard link" | "other";

/** An entry of an archive with its pax and GNU headers applied. */
export interface TarMember {
  /** Normalised. */
  readonly path: string;
  /** Where a link points, as written. */
  readonly linkname: string;
  readonly kind: TarKind;
  /** Body in bytes, as stored. */
  readonly size: number;
}

/** Undefined when a pax record claims a size that is none. GNU names win over pax, as in Go's archive/tar. */
export const tarMember = (header: TarHeader, { pax, longName, longLink }: Extensions): TarMember | undefined => {
  const size = paxSize(pax?.get("size"), header.size);
  if (size === undefined) return undefined;
  const name = longName ?? pax?.get("GNU.sparse.name") ?? pax?.get("path") ?? header.name;
  return {
    path: normalisePath(name),
    linkname: longLink ?? pax?.get("linkpath") ?? header.linkname,
    kind: KINDS[header.type] ?? "other",
    size,
  };
};

/** POSIX: a program that knows no contiguous files (7) reads them as files. */
const KINDS: Readonly<Record<string, TarKind>> = {
  "0": "file",
  "1": "hard link",
  "2": "symlink",
  "5": "directory",
  "7": "file",
};

/**
 * Hard link, symlink, devices, directory, fifo. Some programs read no body here whatever the size says, others do: an
 * archive that uses this hides entries from one of them.
 */
export const mayLackBody = ({ type }: TarHeader): boolean => type >= "1" && type <= "6";

const paxSize = (claimed: string | undefined, own: number): number | undefined => {
  if (claimed === undefined) return own;
  return /^\d{1,15}$/.test(claimed) ? Number(claimed) : undefined;
};
