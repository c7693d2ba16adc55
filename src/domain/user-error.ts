/** An error a person can act on: one line, and a hint. Anything else that is thrown is a bug. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** Stable identifier such as `TARGET_INVALID`. */
  readonly code: string;
  /** What to try next. */
  readonly hint: string;

  constructor(problem: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly cause?: unknown;
  }) {
    super(problem.message, problem.cause === undefined ? undefined : { cause: problem.cause });
    this.code = problem.code;
    this.hint = problem.hint;
  }
}
