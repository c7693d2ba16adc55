import type { Edit } from "../edit.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import type { FixRequest, ManualProposal, MovedSecret, RewriteId } from "../proposal.ts";
import type { Hazard } from "../shell/hazard.ts";
import type { RunBody } from "../shell/shell.ts";

/** A RUN with a command that would keep the value of a variable in its layer, mount or no mount. */
export interface KeepingRun {
  readonly at: Instruction;
  readonly body: Exclude<RunBody, { readonly form: "opaque" }>;
  /** The variable, as this RUN knows it. */
  readonly name: string;
  readonly hazard: Hazard;
  /** Later instructions that see the variable, in order. */
  readonly later: readonly Instruction[];
}

/** How the steps do without a kept copy of the value. */
export interface Rewrite {
  readonly edits: readonly Edit[];
  readonly deleted: readonly Instruction[];
  /** RUNs that the edits change; those that get a mount need not be named. */
  readonly touched: readonly Instruction[];
  /** RUNs that used what was kept: each gets the secret, as the variable `env` (default: the name it had). */
  readonly users: readonly SecretUser[];
  /** The RUN itself is not given the value any more. */
  readonly isFree: boolean;
  /** Other RUNs that are not given it any more. */
  readonly freed?: readonly Instruction[];
  /** Secrets that take the place of the variable: only RUNs that name it still get it. */
  readonly instead?: readonly MovedSecret[];
  /** What a person must look at; none: the result does what it did. */
  readonly confirm: readonly string[];
}

/** `isGuess`: it only may need the secret, so the mount is optional. */
export interface SecretUser {
  readonly at: Instruction;
  readonly env?: string;
  readonly isGuess?: boolean;
}

/** A known way out of one hazard. */
export interface HazardRewrite {
  readonly id: RewriteId;
  readonly title: string;
  /** Undefined when it does not fit; the hazard is a manual step then, unless this says a better one. */
  readonly propose: (request: FixRequest, run: KeepingRun) => Rewrite | ManualProposal | undefined;
}
