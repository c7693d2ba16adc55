/** Lengths of instructions by opcode (JVM specification 6.5), from 0 to 201; 0: told by what stands in it. */
const LENGTHS = [
  ..."1".repeat(16), // nop to dconst_1
  ..."23233", // bipush, sipush, ldc, ldc_w, ldc2_w
  ..."22222", // loads
  ..."1".repeat(28), // loads of numbered variables, of arrays
  ..."22222", // stores
  ..."1".repeat(73), // stores of numbered variables, of arrays; stack, arithmetic
  "3", // iinc
  ..."1".repeat(20), // conversions, comparisons
  ..."3".repeat(16), // if, goto, jsr
  "2", // ret
  ..."00", // tableswitch, lookupswitch
  ..."111111", // returns
  ..."3333", // fields
  ..."33355", // invocations
  ..."323", // new, newarray, anewarray
  ..."11", // arraylength, athrow
  ..."33", // checkcast, instanceof
  ..."11", // monitorenter, monitorexit
  "0", // wide
  "4", // multianewarray
  ..."33", // ifnull, ifnonnull
  ..."55", // goto_w, jsr_w
].map(Number);

const TABLESWITCH = 170;
const LOOKUPSWITCH = 171;
const IINC = 132;

/** Of the instruction at a place, in bytes; undefined: there is none. */
export const instructionLength = (code: Buffer, at: number): number | undefined => {
  const opcode = code[at] ?? LENGTHS.length;
  const length = LENGTHS[opcode];
  if (length !== 0) return length;
  if (opcode !== TABLESWITCH && opcode !== LOOKUPSWITCH) return code[at + 1] === IINC ? 6 : 4;
  const operands = (at & ~3) + 4;
  if (operands + 12 > code.length) return undefined;
  const size =
    opcode === LOOKUPSWITCH
      ? 8 + code.readUInt32BE(operands + 4) * 8
      : 12 + (code.readInt32BE(operands + 8) - code.readInt32BE(operands + 4) + 1) * 4;
  return size < 8 ? undefined : operands + size - at;
};
