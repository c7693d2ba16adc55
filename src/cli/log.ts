import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { safeJson } from "../report/clean.ts";
import { logText } from "../report/log-text.ts";
import type { ChainCheck } from "../store/event-chain.ts";
import { openStore, type Store } from "../store/store.ts";
import { EXIT } from "./errors.ts";
import { findSecret } from "./find-secret.ts";
import { note, print } from "./print.ts";

interface ShowLog {
  readonly config: Config;
  readonly json: boolean;
  /** As typed; undefined: of all secrets. */
  readonly id: string | undefined;
}

/** Prints the log; it is read without the plan, so a case that cannot be planned has its log. */
export function showLog({ config, json, id }: ShowLog): void {
  withLog(config, (store) => {
    const log = store.events.log();
    const named = log.map((entry) => ({ ...entry, secretId: entry.fingerprint.slice(0, ID_DIGITS) }));
    const wanted = id === undefined ? undefined : fingerprintOf(store, id);
    const entries = named.filter(({ fingerprint }) => wanted === undefined || fingerprint === wanted);
    const { head } = store.events.check();
    if (json) print(safeJson({ head, entries }, 2));
    else if (entries.length === 0) note("the log has no entry");
    else print(logText(entries));
  });
}

/** First digits of a fingerprint, as everywhere. */
const ID_DIGITS = 12;

function fingerprintOf({ events, secrets }: Store, typed: string): string {
  const known = new Set([...secrets.all().map(({ fingerprint }) => fingerprint), ...events.all().keys()]);
  const all = [...known].map((fingerprint) => ({ fingerprint, id: fingerprint.slice(0, ID_DIGITS) }));
  return findSecret(all, typed).fingerprint;
}

/** Says in one line whether the chain holds; exit code 2 when it does not. */
export function verifyLog({ config, json, id, expectHead }: ShowLog & { readonly expectHead: string | undefined }) {
  if (id !== undefined)
    throw new UserError({
      code: "LOG_VERIFY_ID",
      message: "the chain is one over the entries of all secrets: a part of it cannot be verified",
      hint: "exhume log --verify, without an id",
    });
  return withLog(config, ({ events }) => {
    const check = events.check();
    const problem = brokenLine(check) ?? missingLine(check, expectHead);
    const { entries, head } = check;
    if (json) print(safeJson({ entries, head, intact: problem === undefined, ...(problem && { problem }) }, 2));
    else if (problem === undefined) print(`${entries} ${entries === 1 ? "entry" : "entries"}, head ${head}: intact`);
    if (problem !== undefined && !json) note(`exhume: ${problem}`);
    return problem === undefined ? EXIT.clean : EXIT.usage;
  });
}

const brokenLine = ({ broken }: ChainCheck): string | undefined =>
  broken && `entry ${broken.id} of the event log ${broken.problem}`;

/** The entry may be followed by others since. */
function missingLine({ hashes, head }: ChainCheck, expected: string | undefined): string | undefined {
  if (expected === undefined) return undefined;
  if (!/^[0-9a-f]{16,64}$/i.test(expected))
    throw new UserError({
      code: "LOG_HEAD",
      message: "--expect-head needs 16 to 64 hexadecimal digits",
      hint: "the checklist and the JSON report of an earlier day end with, or hold, the head of the log",
    });
  const wanted = expected.toLowerCase();
  return [head, ...hashes].some((hash) => hash.startsWith(wanted))
    ? undefined
    : `no entry of the event log has the hash ${wanted}: entries are missing, or all were written anew`;
}

function withLog<T>({ db }: Config, use: (store: Store) => T): T {
  const store = openStore(db, { create: false });
  try {
    return use(store);
  } finally {
    store.close();
  }
}
