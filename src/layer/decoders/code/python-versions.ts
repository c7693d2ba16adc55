import type { CodeLayout } from "./marshal.ts";

/** How a version of Python compiles (CPython, Lib/opcode.py and Include/opcode_ids.h, Lib/importlib/_bootstrap_external.py). */
export interface PythonVersion {
  /** Bytes before the code object (PEP 552). */
  readonly header: number;
  readonly layout: CodeLayout;
  /** Empty: not known, or not two bytes each. */
  readonly opcodes: Readonly<Partial<Record<number, Operation>>>;
}

export type Operation =
  | "extended"
  | "const"
  | "load"
  | "attribute"
  | "copy"
  | "store name"
  | "store local"
  | "store attribute"
  | "store item"
  | "map"
  | "call"
  | "const map"
  | "call with names"
  | "names of call";

const UP_TO_310: PythonVersion["opcodes"] = {
  4: "copy",
  60: "store item",
  90: "store name",
  95: "store attribute",
  97: "store name",
  100: "const",
  101: "load",
  105: "map",
  106: "attribute",
  116: "load",
  124: "load",
  125: "store local",
  131: "call",
  136: "load",
  141: "call with names",
  144: "extended",
  156: "const map",
  160: "attribute",
  161: "call",
};

const UP_TO_312: PythonVersion["opcodes"] = {
  ...UP_TO_310,
  4: undefined,
  120: "copy",
  131: undefined,
  136: undefined,
  137: "load",
  141: undefined,
  161: undefined,
  166: "call",
  171: "call",
  172: "names of call",
};

const V313: PythonVersion["opcodes"] = {
  39: "store item",
  46: "const map",
  48: "map",
  53: "call",
  57: "call with names",
  61: "copy",
  71: "extended",
  82: "attribute",
  83: "const",
  84: "load",
  85: "load",
  91: "load",
  92: "load",
  108: "store attribute",
  110: "store local",
  113: "store name",
  114: "store name",
};

/** Bytecode, constants, names, locals, other variables, file, name, line, table of lines. */
const LAYOUTS = {
  until37: { counts: 5, objects: "........-." },
  until310: { counts: 6, objects: "........-." },
  since311: { counts: 5, objects: "........-.." },
} satisfies Readonly<Record<string, CodeLayout>>;

/** By magic numbers, up to each. */
const VERSIONS: readonly (readonly [number, PythonVersion])[] = [
  [3379, { header: 12, layout: LAYOUTS.until37, opcodes: UP_TO_310 }],
  [3399, { header: 16, layout: LAYOUTS.until37, opcodes: UP_TO_310 }],
  [3449, { header: 16, layout: LAYOUTS.until310, opcodes: UP_TO_310 }],
  [3549, { header: 16, layout: LAYOUTS.since311, opcodes: UP_TO_312 }],
  [3599, { header: 16, layout: LAYOUTS.since311, opcodes: V313 }],
  [3999, { header: 16, layout: LAYOUTS.since311, opcodes: {} }],
];

/** Python 3.6 */
const FIRST = 3370;

/** `magic`: the first two bytes of a compiled file. Undefined: a version that is not read. */
export const pythonVersion = (magic: number): PythonVersion | undefined =>
  magic < FIRST ? undefined : VERSIONS.find(([last]) => magic <= last)?.[1];
