import { createClosures } from "../audit/read-closure.ts";
import { closureLines } from "../report/closure-text.ts";
import type { SecretSection } from "../report/secret-text.ts";
import { placeReports, valueHistory } from "../report/value-history.ts";
import type { Task } from "../rotation/task.ts";
import type { NamedCase } from "../wire-named.ts";

interface Details {
  /** Keys beside those of the secret. */
  readonly json: object;
  readonly sections: readonly SecretSection[];
}

/** What `exhume show` works out for one secret: other values in its places, and what of the proof of its end is there. */
export function secretDetails(
  { byId, store, now, ...opened }: NamedCase,
  { task, id }: { readonly task: Task; readonly id: string },
): Details {
  const places = opened.places();
  const closures = createClosures(store, now, opened.ledger());
  const named = task.secrets.filter((secret) => secret.id === id);
  const proofs = task.secrets.flatMap((secret) => [
    ...(task.secrets.length === 1 ? [] : [secret.id]),
    ...closureLines(closures(secret)),
  ]);
  return {
    json: { history: placeReports(places, named), closure: named.map(closures).at(0) },
    sections: [
      { title: "Values in its places", lines: valueHistory(placeReports(places, task.secrets), task.secrets, byId) },
      { title: "Proof of its end (exhume close)", lines: task.state === "test" ? [] : proofs },
    ],
  };
}
