import { UserError } from "../domain/user-error.ts";

/** What an audit may cost: bytes of blobs as stored, manifests pulled, minutes from its start. Absent: no limit. */
export interface Budget {
  readonly bytes?: number;
  readonly pulls?: number;
  readonly minutes?: number;
}

/** What of a budget is spent. Each gives why it must not go on, or undefined after it has counted. */
export interface Spending {
  pull(): string | undefined;
  blob(bytes: number): string | undefined;
  /** Only the time; nothing is counted. */
  time(): string | undefined;
}

/** Decimal, as sizes are shown. */
const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
const AMOUNT = /^(\d+(?:\.\d+)?)\s*(TB|GB|MB|KB|B|pulls?|min|m|h)$/i;

/** `200GB`, `150pulls`, `45m`, `2h`; the last of a kind counts. Throws UserError `BUDGET_INVALID`. */
export function parseBudget(texts: readonly string[]): Budget {
  return Object.assign({}, ...texts.map(parseAmount));
}

function parseAmount(text: string): Budget {
  const [, number, unit = ""] = AMOUNT.exec(text.trim()) ?? [];
  const amount = Number(number);
  const bytes = BYTES[unit.toUpperCase()];
  if (!(amount > 0))
    throw new UserError({
      code: "BUDGET_INVALID",
      message: `budget "${text}" is not an amount`,
      hint: "write 200GB, 150pulls, 45m or 2h",
    });
  if (bytes !== undefined) return { bytes: amount * bytes };
  if (/^pull/i.test(unit)) return { pulls: Math.floor(amount) };
  return { minutes: /^h$/i.test(unit) ? amount * 60 : amount };
}

export function createSpending(budget: Budget, now: () => number = Date.now): Spending {
  const started = now();
  let pulls = 0;
  let bytes = 0;
  const time = (): string | undefined =>
    budget.minutes !== undefined && now() - started >= budget.minutes * 60_000
      ? spent(`${budget.minutes} minutes are over`)
      : undefined;
  return {
    time,
    pull: () => {
      if (budget.pulls !== undefined && pulls >= budget.pulls) return spent(`${budget.pulls} pulls are spent`);
      pulls++;
      return time();
    },
    blob: (size) => {
      if (budget.bytes !== undefined && bytes + size > budget.bytes)
        return spent(`the next blob does not fit into its ${budget.bytes} bytes`);
      bytes += size;
      return time();
    },
  };
}

const spent = (why: string): string => `the budget is spent (${why}): the same command goes on from there`;
