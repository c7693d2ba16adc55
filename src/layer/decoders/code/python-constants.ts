import { type Constant, isName } from "./constant-text.ts";
import { isCode, isTuple, type Marshalled, type PythonCode } from "./marshal.ts";
import type { Operation, PythonVersion } from "./python-versions.ts";

/**
 * The constants of a code object and of all in it: first those that the bytecode assigns to a name, an attribute, a
 * key, a parameter; then all other strings. Only what stands right before the assignment is understood.
 */
export function* pythonConstants(root: PythonCode, opcodes: PythonVersion["opcodes"]): Generator<Constant> {
  const seen = new Set<Marshalled>();
  const named = new Set<string>();
  const todo: Marshalled[] = [root];
  for (let code = todo.pop(); code !== undefined; code = todo.pop()) {
    if (!isCode(code) || seen.has(code)) continue;
    seen.add(code);
    for (const constant of assigned(code, opcodes)) {
      named.add(constant.value);
      yield constant;
    }
    for (const value of code.consts) if (isCode(value)) todo.push(value);
  }
  for (const value of strings([...seen].flatMap((code) => (isCode(code) ? [code.consts] : []))))
    if (!named.has(value)) yield { value };
}

/** All that stand in these tuples, and in those in them, in order. */
function* strings(tuples: readonly Marshalled[]): Generator<string> {
  const told = new Set<Marshalled>();
  const todo = [tuples.values()];
  for (let values = todo.at(-1); values !== undefined; values = todo.at(-1)) {
    const { value, done } = values.next();
    if (done === true) todo.pop();
    else if (!told.has(value)) {
      told.add(value);
      if (typeof value === "string") yield value;
      if (isTuple(value)) todo.push(value.values());
    }
  }
}

interface Machine {
  readonly code: PythonCode;
  /** What was put on the stack last, from what is understood; undefined: any value. */
  stack: Marshalled[];
}

function* assigned(code: PythonCode, opcodes: PythonVersion["opcodes"]): Generator<Constant> {
  const machine: Machine = { code, stack: [] };
  let extended = 0;
  for (let at = 0; at + 1 < code.code.length; at += 2) {
    const opcode = code.code[at] ?? 0;
    const operand = extended * 256 + (code.code[at + 1] ?? 0);
    const operation = opcodes[opcode];
    extended = operation === "extended" ? operand % 2 ** 24 : 0;
    // Zero: room for what the interpreter learns (3.11 and later).
    if (operation === "extended" || opcode === 0) continue;
    if (operation === undefined) machine.stack = [];
    else yield* STEPS[operation](machine, operand);
  }
}

type Step = (machine: Machine, operand: number) => Iterable<Constant>;

const push = (machine: Machine, value: Marshalled): readonly Constant[] => {
  if (machine.stack.length >= DEEPEST_STACK) machine.stack = [];
  machine.stack.push(value);
  return [];
};

/** Of the longest dictionary that a compiler makes at once, keys and values (CPython up to 3.8, compiler_dict). */
const DEEPEST_STACK = 2 * 0xffff;

const pair = (name: Marshalled, value: Marshalled): readonly Constant[] =>
  typeof name === "string" && typeof value === "string" && isName(name) ? [{ name, value }] : [];

/** Takes what is assigned, and what stands above it on the stack. */
const store = ({ stack }: Machine, name: Marshalled, above = 0): readonly Constant[] => {
  const value = stack.at(-1 - above);
  stack.splice(Math.max(0, stack.length - 1 - above));
  return pair(name, value);
};

/** The last values, with these names. */
const together = ({ stack }: Machine, names: Marshalled): readonly Constant[] => {
  if (!isTuple(names)) return [];
  const values = stack.splice(Math.max(0, stack.length - names.length));
  // By the values, which are used up: names may be the same long tuple in every call.
  return values.flatMap((value, n) => pair(names[names.length - values.length + n], value));
};

/** A function is made of its code; its defaults were put on the stack before, as the first of four tuples and maps. */
const defaults = ({ stack }: Machine, { locals, parameters }: PythonCode): readonly Constant[] => {
  const values = stack.slice(-4).find(isTuple) ?? [];
  if (values.length > MOST_DEFAULTS) return [];
  return values.flatMap((value, n) => pair(locals[parameters - values.length + n], value));
};

const MOST_DEFAULTS = 255;

const STEPS: Readonly<Record<Operation, Step>> = {
  extended: () => [],
  const: (machine, n) => {
    const value = machine.code.consts[n];
    const found = isCode(value) ? defaults(machine, value) : [];
    push(machine, value);
    return found;
  },
  load: (machine) => push(machine, undefined),
  attribute: ({ stack }) => {
    stack.splice(-1, 1, undefined);
    return [];
  },
  copy: (machine) => push(machine, machine.stack.at(-1)),
  "store name": (machine, n) => store(machine, machine.code.names[n]),
  "store local": (machine, n) => store(machine, machine.code.locals[n]),
  "store attribute": (machine, n) => store(machine, machine.code.names[n], 1),
  "store item": (machine) => store(machine, machine.stack.at(-1), 2),
  map: ({ stack }, n) => {
    const values = stack.splice(Math.max(0, stack.length - n * 2));
    stack.push(undefined);
    const odd = values.length % 2;
    return values.flatMap((value, at) => (at % 2 === odd ? pair(value, values[at + 1]) : []));
  },
  "const map": (machine) => {
    const found = together(machine, machine.stack.pop());
    return [...found, ...push(machine, undefined)];
  },
  /** `getenv("NAME", "value")`, `config.set("section", "name", "value")` */
  call: (machine, n) => {
    const [name, value] = n < 2 ? [] : machine.stack.slice(-2);
    machine.stack = [];
    return pair(name, value);
  },
  "call with names": (machine) => {
    const found = together(machine, machine.stack.pop());
    machine.stack = [];
    return found;
  },
  "names of call": (machine, n) => together(machine, machine.code.consts[n]),
};
