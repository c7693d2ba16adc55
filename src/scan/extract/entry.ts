import type { Span } from "../../domain/finding.ts";
import { isMark, keyTraits, LAST_THREE, pathSays, TRAITS } from "./key-traits.ts";

/** One value of a structured document, and the keys that lead to it. */
export interface Entry {
  readonly path: readonly string[];
  /** Where it is written, without its quotes. */
  readonly span: Span;
  /** Without the escapes of its format. */
  readonly value: string;
  readonly quoted: boolean;
  /** The document itself says that the value is a secret: `"sensitive": true`. */
  readonly sensitive?: true;
  /** Many lines begin with its key: they are the lines of a log. */
  readonly repeated?: true;
}

/** The part of a text that a reader reads, and the keys under which that part stands. */
export interface Part {
  readonly text: string;
  readonly span: Span;
  readonly path: readonly string[];
}

export type Emit = (entry: Entry) => void;

/** Where entries go. A reader may leave out those that no key speaks of and nobody asks for. */
export interface Sink {
  readonly emit: Emit;
  /** Offsets of values that are wanted whatever their keys are. */
  readonly asked: ReadonlySet<number>;
}

/** Cheap, and true for every value that is more than a name to `value-kind.ts`: most values are not. */
export const mayMatter = ({ path, sensitive }: Entry): boolean =>
  sensitive === true || (pathSays(path) & LAST_THREE) !== 0;

/** Shorter values are placeholders, longer ones are documents; tokens for refreshing have up to 4,096 characters. */
export const [SHORTEST, LONGEST] = [3, 4096];

/** Deeper documents are read flat: keys below have the path of the level at which the reader stopped. */
export const DEEPEST = 100;

export interface Fields {
  add(entry: Entry): void;
  close(): void;
}

/**
 * The fields of one object, element or table: `{"value": "x", "name": "DB_PASSWORD"}` is one setting, in any order, and
 * a field beside them may say that it is secret.
 */
export const createFields = (emit: Emit): Fields => {
  let name: string | undefined;
  let sensitive = false;
  const values: Entry[] = [];
  return {
    add: (entry) => {
      const traits = keyTraits(entry.path.at(-1) ?? "");
      if ((traits & TRAITS.sensitive) !== 0 && isMark(entry.value)) sensitive = true;
      if ((traits & TRAITS.name) !== 0 && entry.value !== "") name ??= entry.value;
      if ((traits & TRAITS.value) !== 0) values.push(entry);
      else emit(entry);
    },
    close: () => {
      for (const entry of values)
        emit({
          ...entry,
          path: name === undefined ? above(entry.path) : [name],
          ...(sensitive ? { sensitive: true as const } : {}),
        });
      values.length = 0;
      name = undefined;
    },
  };
};

/** `db_password: {value: x}` is said as `db_password`. */
export const above = (path: readonly string[]): readonly string[] => (path.length > 1 ? path.slice(0, -1) : path);
