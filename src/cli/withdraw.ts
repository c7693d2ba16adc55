import { withdrawTarget } from "../audit/withdraw-target.ts";
import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText } from "../report/clean.ts";
import { openStore } from "../store/store.ts";
import { actorName } from "./actor.ts";
import { print } from "./print.ts";
import { createRefusal } from "./refuse-values.ts";

interface Withdraw {
  readonly config: Config;
  readonly target: string;
  readonly note: string | undefined;
  readonly by: string | undefined;
}

/** Takes a target that was never meant out of what the case misses; what was said stays in the ledger. */
export function withdraw({ config, target, note, by }: Withdraw): void {
  if (note === undefined)
    throw new UserError({
      code: "WITHDRAW_NOTE",
      message: "to withdraw a target needs a reason",
      hint: `exhume coverage --withdraw ${target} --note "typed wrong"`,
    });
  const store = openStore(config.db, { create: false });
  try {
    createRefusal(store)(note, []);
    const entries = withdrawTarget(store, { target, note, actor: actorName(by), now: new Date() });
    print(`withdrawn: ${cleanText(target)}, ${entries} ${entries === 1 ? "entry" : "entries"} of the ledger`);
  } finally {
    store.close();
  }
}
