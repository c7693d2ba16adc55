import type { Secret } from "../domain/rotation.ts";
import type { Refinement, Runbook } from "./runbook.ts";

/**
 * A rule finds more kinds than one: a URL names its database by the scheme, a variable what its password opens. The secret
 * goes by the first runbook, by id, that says it stands for such a one; the overlap class is then that of the runbook.
 */
export function refineRunbook(secret: Secret, runbooks: Iterable<Runbook>): Secret {
  for (const { id, refines } of runbooks) {
    if (refines === undefined || id === secret.runbook || !refines.some((one) => holds(one, secret))) continue;
    const { overlap: _, ...rest } = secret;
    return { ...rest, runbook: id };
  }
  return secret;
}

/** Every list that a refinement has must fit, each by one of its entries. */
function holds({ runbook, facts = {}, names, paths }: Refinement, secret: Secret): boolean {
  return (
    isOf(runbook, secret.runbook) &&
    Object.entries(facts).every(([name, values]) => values.includes(String(secret.facts[name]).toLowerCase())) &&
    (names === undefined || namesOf(secret).some((words) => names.some((name) => contains(words, name)))) &&
    (paths === undefined || secret.occurrences.some(({ path }) => paths.some((part) => path.includes(part))))
  );
}

/** `generic` stands for the generic runbooks of all overlap classes. */
const isOf = (wanted: string, runbook: string): boolean =>
  runbook === wanted || (wanted === "generic" && runbook.startsWith("generic-"));

const namesOf = ({ occurrences }: Secret): readonly (readonly string[])[] =>
  occurrences.flatMap(({ name }) => (name === undefined ? [] : [wordsOf(name)]));

/** `DB_PASSWORD`, `dbPassword` and `db.password` are `db`, `password`. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** `redis auth|password` is both words, the second one or the other. */
const contains = (words: readonly string[], name: string): boolean =>
  name.split(" ").every((part) => part.split("|").some((word) => words.includes(word)));
