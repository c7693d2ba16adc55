import type { Span } from "../../domain/finding.ts";

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

/** Deeper documents are read flat: keys below have the path of the level at which the reader stopped. */
export const DEEPEST = 100;

const NAME_FIELD =
  /^(?:(?:[\w-]{1,30}[_-])?name|(?:parameter|variable|env(?:var)?)?(?:name|key)|id|variable|parameter)$/i;
const VALUE_FIELD =
  /^(?:(?:[\w-]{1,30}[_-])?value|(?:parameter|variable|env)value|val|default|defaultvalue|content|text)$/i;
const SENSITIVE_FIELD = /^(?:(?:is_?)?(?:sensitive|secret|encrypted|secure|masked|protected)|type)$/i;

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
      const key = entry.path.at(-1) ?? "";
      if (SENSITIVE_FIELD.test(key) && /^(?:true|secret|SecureString)$/.test(entry.value)) sensitive = true;
      if (NAME_FIELD.test(key) && entry.value !== "") name ??= entry.value;
      if (VALUE_FIELD.test(key)) values.push(entry);
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
const above = (path: readonly string[]): readonly string[] => (path.length > 1 ? path.slice(0, -1) : path);
