import { createHash } from "node:crypto";

/** An entry of the log as the case holds it; `data` is the text of its JSON. */
export interface StoredEntry {
  readonly id: number;
  readonly fingerprint: string;
  readonly kind: string;
  readonly state: string;
  readonly actor: string;
  readonly at: string;
  readonly note: string | null;
  readonly data: string | null;
}

/** What stands before the first entry. */
const FIRST_HASH = "0".repeat(64);

/**
 * The hash of an entry, 64 hex digits: SHA-256 over the hash of the entry before it, as text, and the entry as canonical
 * JSON (RFC 8785: keys sorted, no white space, UTF-8). All entries of a case are one chain, in the order of their ids.
 */
export const entryHash = (before: string, entry: StoredEntry): string =>
  createHash("sha256").update(before).update(canonical(entry)).digest("hex");

/** Texts and one whole number need no more of RFC 8785 than the order of their keys. */
const canonical = ({ actor, at, data, fingerprint, id, kind, note, state }: StoredEntry): string =>
  JSON.stringify({ actor, at, data, fingerprint, id, kind, note, state });

/** `hash`: as stored, null in an entry of before there were hashes. `entry`: undefined where the bytes are no text. */
export interface ChainLink {
  readonly id: number;
  readonly hash: string | null;
  readonly entry: StoredEntry | undefined;
}

/** `broken` is the first entry that does not hold, and why. `head` is the hash of the last entry. */
export interface ChainCheck {
  readonly entries: number;
  readonly head: string;
  /** Of all entries, oldest first. */
  readonly hashes: readonly string[];
  readonly broken?: { readonly id: number; readonly problem: string };
}

/** Computes the chain again. `unhashed`: the newest id that may be without a hash. */
export function checkChain(links: readonly ChainLink[], unhashed: number): ChainCheck {
  const hashes: string[] = [];
  let broken: ChainCheck["broken"];
  let last: Pick<ChainLink, "id" | "hash"> = { id: 0, hash: FIRST_HASH };
  for (const link of links) {
    const before = hashes.at(-1) ?? FIRST_HASH;
    const computed = link.entry === undefined ? undefined : entryHash(before, link.entry);
    const problem = problemOf(link, { computed, unhashed, last });
    if (problem !== undefined) broken ??= { id: link.id, problem };
    hashes.push(link.hash ?? computed ?? before);
    last = link;
  }
  return {
    entries: links.length,
    head: hashes.at(-1) ?? FIRST_HASH,
    hashes,
    ...(broken === undefined ? {} : { broken }),
  };
}

interface LinkContext {
  readonly computed: string | undefined;
  readonly unhashed: number;
  readonly last: Pick<ChainLink, "id" | "hash">;
}

/** Ids are given without a gap, so a gap is an entry that was taken out. */
function problemOf({ id, hash }: ChainLink, { computed, unhashed, last }: LinkContext): string | undefined {
  if (id !== last.id + 1) return `follows on entry ${last.id}: what stood between them is missing`;
  if (computed === undefined) return "holds bytes that are no text: it was changed";
  if (hash === null) return id > unhashed ? "has no hash: it was not written by exhume" : undefined;
  if (hash === computed) return undefined;
  return last.hash === null
    ? "does not match its hash: it, or an entry before it, was changed"
    : "does not match its hash: it was changed, moved or put in";
}
