import type { ClassFile, ConstantPool } from "./class-file.ts";
import { type Constant, isName } from "./constant-text.ts";
import { instructionLength } from "./jvm-instructions.ts";

/**
 * The strings of a class: first those of fields and those that its code assigns to one, or hands over with a name; then
 * all others. Only what stands right before the assignment is understood.
 */
export function* classConstants({ pool, fields, methods }: ClassFile): Generator<Constant> {
  const named = new Set<string>();
  for (const constant of assigned({ pool, fields, methods })) {
    named.add(constant.value);
    yield constant;
  }
  for (let index = 1; index < pool.size; index++) {
    const value = pool.isString(index) ? pool.text(index) : undefined;
    if (value !== undefined && !named.has(value)) yield { value };
  }
}

function* assigned({ pool, fields, methods }: ClassFile): Generator<Constant> {
  yield* fieldConstants({ pool, fields });
  for (const { attributes } of methods) yield* codeConstants(attributes.get("Code"), pool);
}

/** JVM specification 4.7.2 */
function* fieldConstants({ pool, fields }: Pick<ClassFile, "pool" | "fields">): Generator<Constant> {
  for (const { name, attributes } of fields) {
    const index = attributes.get("ConstantValue");
    const value =
      index?.length === 2 && pool.isString(index.readUInt16BE()) ? pool.text(index.readUInt16BE()) : undefined;
    if (value !== undefined) yield { name, value };
  }
}

const LDC = 18;
const LDC_W = 19;
const PUTSTATIC = 179;
const PUTFIELD = 181;
const INVOKE_FIRST = 182;
const INVOKE_LAST = 185;
/** In front of the code, in its attribute (4.7.3). */
const CODE_AT = 8;

function* codeConstants(attribute: Buffer | undefined, pool: ConstantPool): Generator<Constant> {
  if (attribute === undefined || attribute.length < CODE_AT) return;
  const code = attribute.subarray(CODE_AT, CODE_AT + attribute.readUInt32BE(4));
  /** Indexes of the last two strings. */
  let stack: readonly number[] = [];
  for (let at = 0; at < code.length; ) {
    const opcode = code[at] ?? 0;
    const length = instructionLength(code, at);
    if (length === undefined || at + length > code.length) return;
    const operand = length < 3 ? (code[at + 1] ?? 0) : code.readUInt16BE(at + 1);
    if ((opcode === LDC || opcode === LDC_W) && pool.isString(operand)) stack = [...stack.slice(-1), operand];
    else {
      if (stack.length > 0) yield* used(opcode, { operand, stack, pool });
      stack = [];
    }
    at += length;
  }
}

interface Use {
  readonly operand: number;
  readonly stack: readonly number[];
  readonly pool: ConstantPool;
}

/** `field = "value"`, `setField("value")` and `put("name", "value")`. */
const used = (opcode: number, { operand, stack, pool }: Use): readonly Constant[] => {
  const isStore = opcode === PUTSTATIC || opcode === PUTFIELD;
  if (!isStore && (opcode < INVOKE_FIRST || opcode > INVOKE_LAST)) return [];
  const [value, key] = [stack.at(-1), stack.at(-2)].map((index) =>
    index === undefined ? undefined : pool.text(index),
  );
  const name = pool.memberName(operand);
  if (value === undefined || name === undefined) return [];
  if (isStore) return [{ name, value }];
  if (key !== undefined) return isName(key) ? [{ name: key, value }] : [];
  const setter = isName(name) ? /^(?:set|with)(?=[A-Z])(\w+)$/.exec(name)?.[1] : undefined;
  return setter === undefined ? [] : [{ name: setter, value }];
};
