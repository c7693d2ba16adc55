/**
 * An expected failure of one item: `pulling sha256:... of r.example/app: 401 UNAUTHORIZED`. It becomes a ledger entry.
 * `absent`: the registry says it does not have the item. `limited`: the pulls that may be spent are spent; what is
 * left is for another day. `redirected`: another host said so, to which the registry had sent us. `againAt`: a try from
 * this time on (milliseconds since the epoch) may well end otherwise.
 */
export class PullError extends Error {
  override readonly name = "PullError";
  readonly status: number | undefined;
  readonly absent: boolean;
  readonly limited: boolean;
  readonly redirected: boolean;
  readonly againAt: number | undefined;

  constructor(
    message: string,
    detail: {
      readonly status?: number;
      readonly absent?: boolean;
      readonly limited?: boolean;
      readonly redirected?: boolean;
      readonly againAt?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.status = detail.status;
    this.absent = detail.absent ?? false;
    this.limited = detail.limited ?? false;
    this.redirected = detail.redirected ?? false;
    this.againAt = detail.againAt;
  }
}

/** Something may be tried again, and now is not too early. */
export const isTime = ({ againAt }: Partial<Pick<PullError, "againAt">>, now: number): boolean =>
  againAt !== undefined && againAt <= now;

/** Of two things that may be tried again, when the first may be. */
export const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
