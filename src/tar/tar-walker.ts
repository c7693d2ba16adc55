import type { Skip } from "../domain/finding.ts";
import { type Extensions, extend, isExtension } from "./tar-extensions.ts";
import { BLOCK, isZero, readTarHeader, type TarHeader } from "./tar-header.ts";
import { mayLackBody, type TarMember, tarMember } from "./tar-member.ts";

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
  /** Takes a part of `chunk`, at most one header or the rest of one body, and says how many bytes: `chunk` is not empty. */
  take(chunk: Uint8Array): number;
  /** The stream is over. */
  end(): void;
}

/**
 * Walks a tar (v7, ustar, pax, GNU, concatenated) by jumping from header to header; bodies are passed on, never copied
 * or held. At the first block that should be a header and is none, the rest is passed on raw, and noted as a skip.
 */
export const createTarWalker = (visitor: TarVisitor, limits: TarLimits): TarWalker => {
  const state: State = {
    visitor,
    limits,
    mode: "header",
    block: Buffer.alloc(BLOCK),
    filled: 0,
    offset: 0,
    start: 0,
    entries: 0,
    remaining: 0,
    padding: 0,
    path: "",
    extensions: {},
    extension: undefined,
    pending: undefined,
  };
  return {
    push: (chunk) => push(state, asBuffer(chunk)),
    take: (chunk) => take(state, asBuffer(chunk)),
    end: () => end(state),
  };
};

interface State {
  readonly visitor: TarVisitor;
  readonly limits: TarLimits;
  mode: "header" | "sparse" | "body" | "padding" | "raw";
  /** Start of a block that a chunk did not hold whole. */
  readonly block: Buffer;
  filled: number;
  /** In the stream, behind the last byte that was handled. */
  offset: number;
  /** Behind the last header. */
  start: number;
  entries: number;
  /** Bytes of body or padding to come. */
  remaining: number;
  padding: number;
  /** Of the body that comes. */
  path: string;
  /** For the next member. */
  extensions: Extensions;
  /** Set while a body is collected that describes the next member. */
  extension: { readonly type: string; readonly parts: Buffer[] } | undefined;
  /** A member that may lack its body: the next block tells. */
  pending: TarMember | undefined;
}

const push = (state: State, chunk: Buffer): void => {
  for (let at = 0; at < chunk.length; ) at += take(state, chunk.subarray(at));
};

const take = (state: State, chunk: Buffer): number =>
  state.mode === "header" || state.mode === "sparse" ? takeBlock(state, chunk) : takeBytes(state, chunk);

const takeBlock = (state: State, rest: Buffer): number => {
  const whole = state.filled === 0 && rest.length >= BLOCK;
  const used = whole ? BLOCK : rest.copy(state.block, state.filled);
  state.offset += used;
  if (!whole) state.filled += used;
  if (!whole && state.filled < BLOCK) return used;
  state.filled = 0;
  onBlock(state, whole ? rest.subarray(0, BLOCK) : Buffer.from(state.block));
  return used;
};

const takeBytes = (state: State, rest: Buffer): number => {
  const bytes = state.mode === "raw" ? rest : rest.subarray(0, state.remaining);
  state.offset += bytes.length;
  state.remaining -= bytes.length;
  if (state.mode === "padding") {
    if (!isZero(bytes)) state.visitor.header(bytes);
  } else if (state.extension !== undefined) {
    state.extension.parts.push(Buffer.from(bytes));
  } else {
    state.visitor.body(bytes);
  }
  if (state.remaining === 0) afterBytes(state);
  return bytes.length;
};

const afterBytes = (state: State): void => {
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

const onBlock = (state: State, block: Buffer): void => {
  if (state.mode === "sparse") {
    // Old GNU sparse map: 21 entries of 24 bytes, then the flag for one more block.
    if (block[504] === 0) startBody(state);
    return;
  }
  const header = readTarHeader(block);
  const zero = header === undefined && isZero(block);
  const isBody = state.pending !== undefined && header === undefined && !zero;
  startPending(state, isBody);
  if (isBody) pushAgain(state, block);
  else if (header !== undefined) onHeader(state, { block, header });
  else if (!zero) startRaw(state, { block, reason: "a block is no tar header" });
};

const startPending = (state: State, hasBody: boolean): void => {
  const member = state.pending;
  state.pending = undefined;
  if (member !== undefined) startMember(state, hasBody ? member : { ...member, size: 0 });
};

const onHeader = (state: State, { block, header }: { readonly block: Buffer; readonly header: TarHeader }): void => {
  state.entries++;
  state.start = state.offset;
  if (state.entries > state.limits.entries) {
    startRaw(state, { block, reason: `more than ${state.limits.entries} tar entries` });
  } else if (isExtension(header.type)) {
    startExtension(state, header);
  } else {
    const member = tarMember(header, state.extensions);
    if (member === undefined) startRaw(state, { block, reason: "the pax size of a tar entry is no number" });
    else onMember(state, { header, member });
    state.extensions = {};
  }
};

const onMember = (
  state: State,
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
const startExtension = (state: State, { type, size }: TarHeader): void => {
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

const startMember = (state: State, member: TarMember): void => {
  state.visitor.member(member, state.start);
  state.path = member.path;
  state.remaining = member.size;
  startBody(state);
};

const startBody = (state: State): void => {
  state.mode = "body";
  state.padding = (BLOCK - (state.remaining % BLOCK)) % BLOCK;
  if (state.remaining === 0) afterBytes(state);
};

const startRaw = (state: State, { block, reason }: { readonly block: Buffer; readonly reason: string }): void => {
  const start = state.offset - block.length;
  const path = start === 0 ? "" : `<unparsed tar data at byte ${start}>`;
  if (start > 0) state.visitor.note({ path, reason: `${reason}: the rest is scanned as one document` });
  state.mode = "raw";
  state.remaining = Number.POSITIVE_INFINITY;
  state.visitor.raw(path);
  pushAgain(state, block);
};

const pushAgain = (state: State, block: Buffer): void => {
  state.offset -= block.length;
  push(state, block);
};

/** Missing padding and end blocks are harmless (umoci writes neither); a body or a header that is cut is not. */
const end = (state: State): void => {
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

const endInside = ({ visitor, path, remaining, extension }: State): void => {
  visitor.note({ path, reason: `the tar ends early: ${remaining} bytes of this entry are missing` });
  if (extension !== undefined) visitor.header(Buffer.concat(extension.parts));
};

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
