import type { LayerLimits } from "./limits.ts";

/** What a container takes and gives, with all containers in it. Those in it have accounts below this one. */
export interface Account {
  /** Bytes of the container itself that were read. */
  read(count: number): void;
  /** Bytes that came out of it, also out of what is in it. Throws `LimitHit` when they are too many. */
  unpacked(count: number): void;
  below(): Account;
}

/** Of a whole blob. */
export interface BlobAccount extends Account {
  /** Bytes that came out of all containers. */
  total(): number;
}

/** Ends the work on the container whose account it is; what stands around it goes on. */
export class LimitHit extends Error {
  readonly account: Account;
  constructor(account: Account, reason: string) {
    super(reason);
    this.account = account;
  }
}

/** The account of all containers of a blob, which has no bytes of its own. */
export const createAccount = ({ unpackedBytes: most, ...limits }: LayerLimits): BlobAccount => {
  let total = 0;
  const root: BlobAccount = {
    total: () => total,
    read: () => undefined,
    unpacked: (count) => {
      total += count;
      if (total > most) throw new LimitHit(root, `containers unpack to more than ${most} bytes: ${REST}`);
    },
    below: () => containerAccount(root, limits),
  };
  return root;
};

const REST = "the rest is not unpacked, but scanned as it is";

const containerAccount = (parent: Account, limits: Pick<LayerLimits, "ratio" | "ratioFrom">): Account => {
  let packed = 0;
  let unpacked = 0;
  const account: Account = {
    read: (count) => {
      packed += count;
    },
    unpacked: (count) => {
      unpacked += count;
      parent.unpacked(count);
      if (unpacked > limits.ratioFrom && unpacked > packed * limits.ratio)
        throw new LimitHit(account, `unpacks to more than ${limits.ratio} times its size: ${REST}`);
    },
    below: () => containerAccount(account, limits),
  };
  return account;
};
