import type { BuildContext } from "./build-context.ts";
import type { Edit } from "./edit.ts";
import type { Builder } from "./ignore-file.ts";
import type { Leak } from "./leak.ts";
import type { ManualCode } from "./manual.ts";
import type { Instruction, ParsedDockerfile } from "./parse/parsed-dockerfile.ts";

export interface FixOptions {
  /** `auto`: by the builder and the pinned syntax. */
  readonly form: "auto" | "env" | "file";
  readonly builder: Builder;
  /** Insert `# syntax=docker/dockerfile:1` when a mount was added and no syntax is pinned. */
  readonly addSyntax: boolean;
}

/** A secret that a proposal moves to a mount, and what the build command must pass. */
export interface MovedSecret {
  readonly id: string;
  readonly form: "env" | "file" | "ssh";
  /** Name of the environment variable, or path in the build context, that holds the value at build time; `default` for ssh. */
  readonly source: string;
  /** `--secret id=NPM_TOKEN,env=NPM_TOKEN`, `--ssh default` */
  readonly buildFlag: string;
}

/** All that a fix may look at; it changes nothing. */
export interface FixRequest {
  readonly leak: Leak;
  readonly at: Instruction;
  readonly file: ParsedDockerfile;
  /** Path of the Dockerfile in the build context. */
  readonly path: string;
  readonly context: BuildContext;
  readonly options: FixOptions;
  /** Secret ids in use, with what they stand for. */
  readonly taken: ReadonlyMap<string, string>;
  /** Variables that took the place of a written value, by the id of the secret. */
  readonly literals: ReadonlyMap<string, string>;
}

/** An instruction that is not in the file yet: in front of `before`, or at the end. */
export interface Inserted {
  readonly before?: Instruction;
  readonly text: string;
}

/** A change that can be applied. `auto`: builds, same inputs. `auto+confirm`: behaviour may change, see `notes`. */
export interface Proposal {
  readonly verdict: "auto" | "auto+confirm";
  readonly fix: FixId;
  readonly edits: readonly Edit[];
  /** Instructions that go away, and that change; every other one must come out as it was. */
  readonly deleted: readonly Instruction[];
  readonly touched: readonly Instruction[];
  /** New instructions, in order. */
  readonly inserted?: readonly Inserted[];
  readonly moved: readonly MovedSecret[];
  /** Build arguments that no instruction takes any more. */
  readonly droppedArgs?: readonly string[];
  /** Patterns to append to the active ignore file. */
  readonly ignore: readonly string[];
  readonly notes: readonly string[];
}

/** A change that only a person can make. */
export interface ManualProposal {
  readonly verdict: "manual";
  readonly code: ManualCode;
  /** What was seen in this file, without any value. */
  readonly reason: string;
  readonly at?: Instruction;
  /** A line that shows the intended form. */
  readonly sketch?: string;
}

export type FixId = "R0" | "R1" | "R1b" | "R2" | "R8" | "R9" | "R10" | "R11" | "stage" | RewriteId;

/** Fixes of a RUN that would keep the value it is given: part of moving that value. */
export type RewriteId = "R3" | "R4" | "R5" | "R6" | "R7";

export interface DockerfileFix {
  readonly id: FixId;
  readonly title: string;
  /** Undefined when the fix does not apply to this leak at this instruction. */
  readonly propose: (request: FixRequest) => Proposal | ManualProposal | undefined;
}

export const manual = (
  code: ManualCode,
  reason: string,
  more: { readonly at?: Instruction; readonly sketch?: string } = {},
): ManualProposal => ({ verdict: "manual", code, reason, ...more });
