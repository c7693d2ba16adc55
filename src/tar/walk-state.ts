import type { Extensions } from "./tar-extensions.ts";
import { BLOCK } from "./tar-header.ts";
import type { TarMember } from "./tar-member.ts";
import type { TarLimits, TarVisitor } from "./tar-walker.ts";

/** Where a walk over a tar stands. */
export interface WalkState {
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

export const NO_EXTENSIONS: Extensions = {};

export const beginWalk = (visitor: TarVisitor, limits: TarLimits): WalkState => ({
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
  extensions: NO_EXTENSIONS,
  extension: undefined,
  pending: undefined,
});
