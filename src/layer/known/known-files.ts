import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { Found, Told } from "../collector.ts";
import { cleanMemory, createCleanTable, type FileKey } from "./clean-table.ts";
import { createMetPaths, metMemory } from "./met-paths.ts";

/** Files that were scanned, by path and content, and what came of it. Layers that are built again and again hold mostly the same. */
export interface KnownFiles {
  /** Whether a file of this path and size was met twice before, so that it may be known. It is met by this. */
  meet(path: string, size: number): boolean;
  find(file: KnownFile): Outcome | undefined;
  add(file: KnownFile, outcome: Outcome): void;
}

/** A file that is at hand as a whole, by its digest. */
export interface KnownFile {
  readonly key: FileKey;
  /** As it is told. */
  readonly path: string;
}

/** Of the scan of a file, and of all that is in it. */
export interface Outcome {
  /** All that was told of it, in order. */
  readonly events: readonly Told[];
  readonly found: readonly Found[];
  /** Bytes that came out of it. */
  readonly unpacked: number;
}

/** Half of a SHA-256: the rules may ask for any part of the path. */
export const knownFile = (path: string, bytes: Uint8Array): KnownFile => {
  const digest = createHash("sha256").update(path).update("\0").update(bytes).digest();
  const word = (at: number): number => digest.readUInt32LE(at);
  return { path, key: [word(0), word(4), word(8), word(12)] };
};

/** Bytes of what was told of files with findings or public halves: of all that are remembered, and of one. */
const REMEMBERED_BYTES = 8 * 1024 * 1024;
const BYTES_OF_ONE = 256 * 1024;

/** What all threads know together. */
export interface KnownMemory {
  readonly met: SharedArrayBuffer;
  readonly clean: SharedArrayBuffer;
}

export const knownMemory = (): KnownMemory => ({ met: metMemory(), clean: cleanMemory() });

export const createKnownFiles = (memory: KnownMemory): KnownFiles => {
  const met = createMetPaths(memory.met);
  const table = createCleanTable(memory.clean);
  const others = createOutcomes();
  return {
    meet: met.meet,
    find: ({ key, path }) => {
      const came = table.find(key);
      if (came !== undefined) return { events: begun(path, came.documents), found: NOTHING, unpacked: came.unpacked };
      return others.find(key.join());
    },
    add: ({ key, path }, { events, found, unpacked }) => {
      // Manifests of packages are read wherever they stand.
      if (events.some(({ type }) => type === "manifest")) return;
      const documents = events.reduce((sum, event) => sum + (event.type === "documents" ? event.count : 0), 0);
      // The paths of what is in a file tell something of what is in it, and nothing else is left of them here.
      const rest = events.filter(({ type }) => type !== "documents" && type !== "open");
      if (rest.length === 0) table.add(key, { documents, unpacked });
      else others.add(key.join(), { events: [...begun(path, documents), ...rest], found, unpacked });
    },
  };
};

/** Those of files of which there is something to tell. */
const createOutcomes = () => {
  const outcomes = new Map<string, Buffer>();
  const names: string[] = [];
  let size = 0;
  /** Any of them: whoever goes through the same files again and again would find none that came before what is forgotten. */
  const forgetOne = (): void => {
    const at = Math.floor(Math.random() * names.length);
    const [name = "", last = ""] = [names[at], names.pop()];
    if (at < names.length) names[at] = last;
    size -= outcomes.get(name)?.length ?? 0;
    outcomes.delete(name);
  };
  return {
    /** Its documents are objects of their own, by which a layer tells them apart. */
    find: (name: string): Outcome | undefined => {
      const packed = outcomes.get(name);
      return packed && (deserialize(packed) as Outcome);
    },
    add: (name: string, outcome: Outcome): void => {
      const packed = serialize(outcome);
      if (packed.length > BYTES_OF_ONE || outcomes.has(name)) return;
      outcomes.set(name, packed);
      names.push(name);
      size += packed.length;
      while (size > REMEMBERED_BYTES) forgetOne();
    },
  };
};

const NOTHING: readonly Found[] = [];

const begun = (path: string, documents: number): readonly Told[] => [
  { type: "open", path },
  { type: "documents", count: documents },
];
