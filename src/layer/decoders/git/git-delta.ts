/** What a delta makes of its base, and what of it was not in the base. */
export interface GitDelta {
  readonly resultSize: number;
  /** Undefined: the base is another one, or the delta is damaged. */
  apply(base: Uint8Array): Buffer | undefined;
  /** The text that it adds, piece by piece, a line break between them. */
  added(): Buffer;
}

type Instruction = { readonly insert: Buffer } | { readonly from: number; readonly count: number };

/** gitformat-pack, "Deltified representation". Undefined: its beginning is damaged. */
export const readGitDelta = (delta: Buffer): GitDelta | undefined => {
  const source = readSize(delta, 0);
  const result = source && readSize(delta, source.end);
  if (source === undefined || result === undefined) return undefined;
  return {
    resultSize: result.value,
    apply: (base) =>
      base.length === source.value ? apply(delta, { at: result.end, base, size: result.value }) : undefined,
    added: () =>
      Buffer.concat(
        [...instructions(delta, result.end)].flatMap((one) => ("insert" in one ? [one.insert, Buffer.from("\n")] : [])),
      ),
  };
};

const apply = (
  delta: Buffer,
  { at, base, size }: { readonly at: number; readonly base: Uint8Array; readonly size: number },
): Buffer | undefined => {
  if (lengthOf(delta, at) !== size) return undefined;
  const result = Buffer.alloc(size);
  let filled = 0;
  for (const one of instructions(delta, at)) {
    const piece = "insert" in one ? one.insert : base.subarray(one.from, one.from + one.count);
    if ("count" in one && piece.length < one.count) return undefined;
    result.set(piece, filled);
    filled += piece.length;
  }
  return result;
};

/** Bytes that its instructions make: ten of them may claim to be megabytes. */
const lengthOf = (delta: Buffer, at: number): number => {
  let sum = 0;
  for (const one of instructions(delta, at)) sum += "insert" in one ? one.insert.length : one.count;
  return sum;
};

/** Ends at damage. */
function* instructions(delta: Buffer, start: number): Generator<Instruction> {
  for (let at = start; at < delta.length; ) {
    const code = delta[at++] ?? 0;
    if (code === 0) return;
    if (code < 0x80) {
      yield { insert: delta.subarray(at, at + code) };
      at += code;
    } else {
      const [from, afterFrom] = readFields(delta, { at, flags: code & 0x0f });
      const [count, end] = readFields(delta, { at: afterFrom, flags: (code >> 4) & 7 });
      yield { from, count: count === 0 ? 0x10000 : count };
      at = end;
    }
  }
}

/** A little-endian number of which only the bytes stand there whose flags are set; and where it ends. */
const readFields = (
  delta: Buffer,
  { at, flags }: { readonly at: number; readonly flags: number },
): readonly [number, number] => {
  let value = 0;
  let end = at;
  for (let bit = 0; bit < 4; bit++) if (flags & (1 << bit)) value += (delta[end++] ?? 0) * 256 ** bit;
  return [value, end];
};

const readSize = (delta: Buffer, start: number): { readonly value: number; readonly end: number } | undefined => {
  let value = 0;
  for (let at = start; at < start + 7; at++) {
    const byte = delta[at];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 128 ** (at - start);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
};
