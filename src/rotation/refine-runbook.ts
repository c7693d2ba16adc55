import type { Secret } from "../domain/rotation.ts";
import type { Refinement, Runbook } from "./runbook.ts";

/**
 * A rule finds more kinds than one: a URL names its database by the scheme, a variable what its password opens. The secret
 * goes by the first runbook, by id, that says it stands for such a one; the overlap class is then that of the runbook.
 */
export function createRefiner(runbooks: Iterable<Runbook>): (secret: Secret) => Secret {
  const refining = [...runbooks].flatMap(({ id, refines }) =>
    refines === undefined ? [] : [{ id, refines: refines.map(prepare) }],
  );
  return (secret) => {
    const subject = { secret, names: namesOf(secret) };
    const found = refining.find(
      ({ id, refines }) => id !== secret.runbook && refines.some((refinement) => holds(refinement, subject)),
    );
    if (found === undefined) return secret;
    const { overlap: _, ...rest } = secret;
    return { ...rest, runbook: found.id };
  };
}

/** All of its parts must be among the words of a name, each by one of its spellings. */
type NamePattern = readonly (readonly string[])[];

interface Prepared extends Omit<Refinement, "names"> {
  readonly names: readonly NamePattern[] | undefined;
}

/** `redis auth|password` is both words, the second one or the other. */
const prepare = ({ names, ...rest }: Refinement): Prepared => ({
  ...rest,
  names: names?.map((name) => name.split(" ").map((part) => part.split("|"))),
});

interface Subject {
  readonly secret: Secret;
  readonly names: readonly ReadonlySet<string>[];
}

/** Every list that a refinement has must fit, each by one of its entries. */
function holds({ runbook, facts = {}, names, paths }: Prepared, subject: Subject): boolean {
  const { secret } = subject;
  return (
    isOf(runbook, secret.runbook) &&
    Object.entries(facts).every(([name, values]) => values.includes(String(secret.facts[name]).toLowerCase())) &&
    (names === undefined || subject.names.some((words) => names.some((pattern) => contains(words, pattern)))) &&
    (paths === undefined || secret.occurrences.some(({ path }) => paths.some((part) => path.includes(part))))
  );
}

/** `generic` stands for the generic runbooks of all overlap classes. */
const isOf = (wanted: string, runbook: string): boolean =>
  runbook === wanted || (wanted === "generic" && runbook.startsWith("generic-"));

/** The words of each name that the secret goes by, once, however many places have it. */
const namesOf = ({ occurrences }: Secret): Subject["names"] =>
  [...new Set(occurrences.map(({ name }) => name))].flatMap((name) =>
    name === undefined ? [] : [new Set(wordsOf(name))],
  );

/** `DB_PASSWORD`, `dbPassword` and `db.password` are `db`, `password`. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_")
    .toLowerCase()
    .split(/[^a-z0-9]+/);

const contains = (words: ReadonlySet<string>, pattern: NamePattern): boolean =>
  pattern.every((part) => part.some((word) => words.has(word)));
