import { type ByteSet, meets, setOf, unite } from "./byte-set.ts";
import { canBeEmpty } from "./length.ts";
import { type Node, PatternProblem, type Repeat } from "./pattern.ts";

/** A repeat of fewer rounds ends, however many ways there are. */
const FEW_ROUNDS = 8;
/** A run that varies by less is cheap to try at every length. */
const SHORT_RUN = 8;
/** Steps that one try of a pattern may take: some tenths of a second. */
const MOST_STEPS = 2e7;
/** A window that is smaller holds no token with its name. */
const SMALLEST_WINDOW = 512;
/** Branches of fixed length are compared up to it. */
const LONG_BRANCH = 64;
const NOTHING: ByteSet = setOf(() => false);

/**
 * JavaScript tries every way through a pattern. Throws PatternProblem when there may be exponentially many, or too many
 * for any window. Gives the largest window, in bytes, in which the pattern stays quick; Infinity when every one is.
 */
export const quickWindow = (pattern: Node): number => {
  forEach(pattern, (node) => {
    if (node.type === "repeat" && node.max > FEW_ROUNDS && isAmbiguous(node)) throw tooSlow("a repeat in a repeat");
  });
  const { open, ways } = sharedRuns(pattern);
  const window = open > 0 ? Math.floor((MOST_STEPS / ways) ** (1 / open)) : ways > MOST_STEPS ? 0 : Infinity;
  if (window < SMALLEST_WINDOW) throw tooSlow("repeats in a row that can take the same text");
  return window;
};

const tooSlow = (what: string): PatternProblem =>
  new PatternProblem(
    `may take for ever on hostile text: ${what}`,
    "bound the repeats, or let them take different text",
  );

const forEach = (node: Node, visit: (node: Node) => void): void => {
  visit(node);
  for (const child of childrenOf(node)) forEach(child, visit);
};

const childrenOf = (node: Node): readonly Node[] => {
  if (node.type === "sequence") return node.parts;
  if (node.type === "choice") return node.branches;
  return "inner" in node ? [node.inner] : [];
};

/** A text can be cut into rounds in several ways: a round may end where the next one would go on just as well. */
const isAmbiguous = ({ inner }: Repeat): boolean =>
  inner.type !== "set" && (meets(firstBytes(inner), lastRun(inner)) || branchesMeet(inner) || startsLikeEnd(inner));

/** Bytes with which it can begin. */
const firstBytes = (node: Node): ByteSet => {
  if (node.type === "set") return node.set;
  if (node.type === "choice") return unite(...node.branches.map(firstBytes));
  if (node.type === "sequence") {
    const until = node.parts.findIndex((part) => !canBeEmpty(part));
    return unite(...node.parts.slice(0, until < 0 ? undefined : until + 1).map(firstBytes));
  }
  return node.type === "repeat" || node.type === "capture" ? firstBytes(node.inner) : NOTHING;
};

/** Bytes of the repeat of varying length with which it can end. */
const lastRun = (node: Node): ByteSet => {
  if (node.type === "choice") return unite(...node.branches.map(lastRun));
  if (node.type === "capture") return lastRun(node.inner);
  if (node.type === "repeat") return node.min === node.max ? lastRun(node.inner) : allBytes(node.inner);
  if (node.type !== "sequence") return NOTHING;
  const sets: ByteSet[] = [];
  for (const part of [...node.parts].reverse()) {
    sets.push(lastRun(part));
    if (!canBeEmpty(part)) break;
  }
  return unite(...sets);
};

const allBytes = (node: Node): ByteSet =>
  node.type === "set" ? node.set : unite(NOTHING, ...childrenOf(node).map(allBytes));

/** `(?:\\.|[^"])*`: two branches can take the same text. */
const branchesMeet = (node: Node): boolean => {
  if (node.type === "capture") return branchesMeet(node.inner);
  if (node.type !== "choice") return false;
  return node.branches.some((a, index) => node.branches.slice(index + 1).some((b) => canEqual(a, b) || canEqual(b, a)));
};

/** The first, once or repeated, can be the second. */
const canEqual = (a: Node, b: Node): boolean => {
  const [one, other] = [setsOf(a), setsOf(b)];
  if (one === undefined || other === undefined || one.length === 0)
    return one === undefined && other === undefined ? meets(firstBytes(a), firstBytes(b)) : false;
  if (one.length !== 1 && one.length !== other.length) return false;
  return other.every((set, index) => meets(set, one[index % one.length] ?? NOTHING));
};

/** The sets of a branch of fixed length. */
const setsOf = (node: Node): readonly ByteSet[] | undefined => {
  if (node.type === "set") return [node.set];
  if (node.type === "capture") return setsOf(node.inner);
  if (node.type === "repeat" && node.min === node.max && node.max <= LONG_BRANCH) {
    const inner = setsOf(node.inner);
    return inner && Array.from({ length: node.max }, () => inner).flat();
  }
  if (node.type !== "sequence") return node.type === "edge" || node.type === "look" ? [] : undefined;
  const parts = node.parts.map(setsOf);
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
};

/** `(?:.*x)*`: a run at the start of a round can take whole rounds. */
const startsLikeEnd = (node: Node): boolean => {
  if (node.type === "capture") return startsLikeEnd(node.inner);
  if (node.type !== "sequence") return false;
  const [head, ...rest] = node.parts;
  if (head === undefined || head.type !== "repeat" || head.max - head.min < 2) return false;
  const run = allBytes(head);
  return rest.every((part) => meets(run, allBytes(part)) || canBeEmpty(part));
};

/** Repeats one behind the other: how many have no end, and in how many ways the others can share a text. */
interface Runs {
  readonly open: number;
  readonly ways: number;
}

const NO_RUNS: Runs = { open: 0, ways: 1 };

const longer = (a: Runs, b: Runs): Runs => ((b.open - a.open || b.ways - a.ways) > 0 ? b : a);

const add = (runs: Runs, { min, max }: Repeat): Runs =>
  max === Infinity ? { ...runs, open: runs.open + 1 } : { ...runs, ways: runs.ways * (max - min) };

/** The worst row of repeats with nothing between them that only one of them could take. */
const sharedRuns = (node: Node): Runs => {
  if (node.type !== "sequence")
    return childrenOf(node)
      .map(sharedRuns)
      .reduce(longer, isRun(node) ? add(NO_RUNS, node) : NO_RUNS);
  let [most, row, shared] = [NO_RUNS, NO_RUNS, NOTHING];
  for (const part of node.parts.flatMap(unwrap)) {
    if (part.type === "edge" || part.type === "look") continue;
    const bytes = allBytes(part);
    if (!meets(shared, bytes) && !canBeEmpty(part)) [row, shared] = [NO_RUNS, NOTHING];
    if (isRun(part)) {
      row = meets(shared, bytes) ? add(row, part) : longer(row, add(NO_RUNS, part));
      shared = bytes;
    }
    most = [row, sharedRuns(part)].reduce(longer, most);
  }
  return most;
};

const unwrap = (node: Node): readonly Node[] => {
  if (node.type === "capture") return unwrap(node.inner);
  return node.type === "sequence" ? node.parts.flatMap(unwrap) : [node];
};

const isRun = (node: Node): node is Repeat => node.type === "repeat" && node.max - node.min >= SHORT_RUN;
