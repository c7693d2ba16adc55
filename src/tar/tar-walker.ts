import type { Skip } from "../domain/finding.ts";
import { extend, isExtension } from "./tar-extensions.ts";
import { BLOCK, isZero, readTarHeader, type TarHeader } from "./tar-header.ts";
import { mayLackBody, type TarMember, tarMember } from "./tar-member.ts";
import { beginWalk, NO_EXTENSIONS, type WalkState } from "./walk-state.ts";

/** Where the walk stops to follow what an archive says of itself. */
export interface TarLimits {
  /** Headers in one archive. */
  readonly entries: number;
  /** One pax or GNU long name header, in bytes; Go's archive/tar stops at 1 MiB (CVE-2022-2879). */
  readonly headerBytes: number;
}

/** Gets the bytes of an archive in order, each exactly once but for header blocks and zeros. */
export interface TarVisitor {
  /** A member begins, what was open is over. Its body follows in pieces, none when it is empty; it stands at `start`. */
  member(member: TarMember, start: number): void;
  /** Bytes begin that are no member: path `""` when the blob is no tar, else `<unparsed tar data at byte N>`. */
  raw(path: string): void;
  body(bytes: Uint8Array): void;
  /** Pax records, GNU long names, padding that is not zero: no part of a body. */
  header(bytes: Uint8Array): void;
  note(skip: Skip): void;
}

export interface TarWalker {
  push(chunk: Uint8Array): void;
  /**
   * Takes a part of `chunk` from `at` on, at most one header or the rest of one body, and says how many bytes: there is
   * at least one.
   */
  take(chunk: Uint8Array, at: number): number;
  /** The stream is over. */
  end(): void;
}

/**
 * Walks a tar (v7, ustar, pax, GNU, concatenated) by jumping from header to header; bodies are passed on, never copied
 * or held. At the first block that should be a header and is none, the rest is passed on raw, and noted as a skip.
 */
export const createTarWalker = (visitor: TarVisitor, limits: TarLimits): TarWalker => {
  const state = beginWalk(visitor, limits);
  return {
    push: (chunk) => push(state, asBuffer(chunk)),
    take: (chunk, at) => take(state, { chunk: asBuffer(chunk), at }),
    end: () => end(state),
  };
};

interface Rest {
  readonly chunk: Buffer;
  readonly at: number;
}

const push = (state: WalkState, chunk: Buffer): void => {
  for (let at = 0; at < chunk.length; ) at += take(state, { chunk, at });
};

const take = (state: WalkState, rest: Rest): number =>
  state.mode === "header" || state.mode === "sparse" ? takeBlock(state, rest) : takeBytes(state, rest);

const takeBlock = (state: WalkState, { chunk, at }: Rest): number => {
  const whole = state.filled === 0 && chunk.length - at >= BLOCK;
  const used = whole ? BLOCK : chunk.copy(state.block, state.filled, at);
  state.offset += used;
  if (!whole) state.filled += used;
  if (!whole && state.filled < BLOCK) return used;
  state.filled = 0;
  if (whole) onBlock(state, { chunk, at });
  else onBlock(state, { chunk: Buffer.from(state.block), at: 0 });
  return used;
};

const takeBytes = (state: WalkState, { chunk, at }: Rest): number => {
  const length = state.mode === "raw" ? chunk.length - at : Math.min(state.remaining, chunk.length - at);
  const end = at + length;
  state.offset += length;
  state.remaining -= length;
  if (state.mode === "padding") {
    if (!isZero(chunk, { from: at, to: end })) state.visitor.header(chunk.subarray(at, end));
  } else if (state.extension !== undefined) {
    state.extension.parts.push(Buffer.from(chunk.subarray(at, end)));
  } else {
    state.visitor.body(chunk.subarray(at, end));
  }
  if (state.remaining === 0) afterBytes(state);
  return length;
};

const afterBytes = (state: WalkState): void => {
  if (state.extension !== undefined) {
    const { type, parts } = state.extension;
    const body = Buffer.concat(parts);
    state.extension = undefined;
    state.extensions = extend(state.extensions, { type, body });
    state.visitor.header(body);
  }
  state.remaining = state.mode === "body" ? state.padding : 0;
  state.mode = state.remaining > 0 ? "padding" : "header";
};

const onBlock = (state: WalkState, { chunk, at }: Rest): void => {
  if (state.mode === "sparse") {
    // Old GNU sparse map: 21 entries of 24 bytes, then the flag for one more block.
    if (chunk[at + 504] === 0) startBody(state);
    return;
  }
  const header = readTarHeader(chunk, at);
  if (header !== undefined) {
    startPending(state, false);
    onHeader(state, { rest: { chunk, at }, header });
    return;
  }
  const zero = isZero(chunk, { from: at, to: at + BLOCK });
  const isBody = state.pending !== undefined && !zero;
  startPending(state, isBody);
  if (isBody) pushAgain(state, blockOf({ chunk, at }));
  else if (!zero) startRaw(state, { block: blockOf({ chunk, at }), reason: "a block is no tar header" });
};

const blockOf = ({ chunk, at }: Rest): Buffer => chunk.subarray(at, at + BLOCK);

const startPending = (state: WalkState, hasBody: boolean): void => {
  const member = state.pending;
  state.pending = undefined;
  if (member !== undefined) startMember(state, hasBody ? member : { ...member, size: 0 });
};

const onHeader = (state: WalkState, { rest, header }: { readonly rest: Rest; readonly header: TarHeader }): void => {
  state.entries++;
  state.start = state.offset;
  if (state.entries > state.limits.entries) {
    startRaw(state, { block: blockOf(rest), reason: `more than ${state.limits.entries} tar entries` });
  } else if (isExtension(header.type)) {
    startExtension(state, header);
  } else {
    const member = tarMember(header, state.extensions);
    if (member !== undefined) onMember(state, { header, member });
    else startRaw(state, { block: blockOf(rest), reason: "the pax size of a tar entry is no number" });
    state.extensions = NO_EXTENSIONS;
  }
};

const onMember = (
  state: WalkState,
  { header, member }: { readonly header: TarHeader; readonly member: TarMember },
): void => {
  if (state.extensions.malformed === true) {
    state.visitor.note({ path: member.path, reason: "malformed pax header: the path may be wrong" });
  }
  if (member.size > 0 && mayLackBody(header)) state.pending = member;
  else startMember(state, member);
  if (header.extended) state.mode = "sparse";
};

/** One that is over the limit is no extension, but a document of its own. */
const startExtension = (state: WalkState, { type, size }: TarHeader): void => {
  const { visitor, limits, offset } = state;
  const path = `<tar header at byte ${offset - BLOCK}>`;
  if (size > limits.headerBytes) {
    visitor.note({
      path,
      reason: `tar header of ${size} bytes is over the limit of ${limits.headerBytes}: not applied`,
    });
    startMember(state, { path, linkname: "", kind: "other", size });
  } else {
    state.extension = { type, parts: [] };
    state.path = path;
    state.remaining = size;
    startBody(state);
  }
};

const startMember = (state: WalkState, member: TarMember): void => {
  state.visitor.member(member, state.start);
  state.path = member.path;
  state.remaining = member.size;
  startBody(state);
};

const startBody = (state: WalkState): void => {
  state.mode = "body";
  state.padding = (BLOCK - (state.remaining % BLOCK)) % BLOCK;
  if (state.remaining === 0) afterBytes(state);
};

const startRaw = (state: WalkState, { block, reason }: { readonly block: Buffer; readonly reason: string }): void => {
  const start = state.offset - block.length;
  const path = start === 0 ? "" : `<unparsed tar data at byte ${start}>`;
  if (start > 0) state.visitor.note({ path, reason: `${reason}: the rest is scanned as one document` });
  state.mode = "raw";
  state.remaining = Number.POSITIVE_INFINITY;
  state.visitor.raw(path);
  pushAgain(state, block);
};

const pushAgain = (state: WalkState, block: Buffer): void => {
  state.offset -= block.length;
  push(state, block);
};

/** Missing padding and end blocks are harmless (umoci writes neither); a body or a header that is cut is not. */
const end = (state: WalkState): void => {
  const block = Buffer.from(state.block.subarray(0, state.filled));
  state.filled = 0;
  if (state.mode === "sparse") startBody(state);
  if (state.pending !== undefined) {
    startPending(state, block.length > 0);
    pushAgain(state, block);
  } else if (!isZero(block)) {
    startRaw(state, { block, reason: "the tar ends inside a header" });
  }
  if (state.mode === "body") endInside(state);
};

const endInside = ({ visitor, path, remaining, extension }: WalkState): void => {
  visitor.note({ path, reason: `the tar ends early: ${remaining} bytes of this entry are missing` });
  if (extension !== undefined) visitor.header(Buffer.concat(extension.parts));
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
