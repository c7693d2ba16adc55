import { type ByteSet, meets, setOf, unite } from "./byte-set.ts";
import { canBeEmpty, longest } from "./length.ts";
import { type Node, type Repeat, SlowPattern } from "./pattern.ts";

/** A repeat of fewer rounds ends, however many ways there are. */
const FEW_ROUNDS = 8;
/** A run that varies by less is cheap to try at every length. */
const SHORT_RUN = 8;
/** Steps that the tries of a pattern for one keyword may take: some tenths of a second. */
const MOST_STEPS = 2e7;
/** The same where the pattern has an end: its fixed text then keeps it far below. */
const MOST_FINITE_STEPS = 2e9;
/** A window that is smaller holds no token with its name. */
const SMALLEST_WINDOW = 512;
/** Branches of fixed length are compared up to it. */
const LONG_BRANCH = 64;
const NOTHING: ByteSet = setOf(() => false);

/**
 * JavaScript tries every way through a pattern. Throws SlowPattern when there may be exponentially many, or too many
 * for any window. `starts`: places at which it is tried for one keyword. Gives the largest window, in bytes, in which the
 * pattern stays quick.
 */
export const quickWindow = (pattern: Node, starts: number): number => {
  forEach(pattern, (node) => {
    if (node.type !== "repeat" || node.max <= FEW_ROUNDS) return;
    const { open, ways } = waysThrough(node.inner);
    if (open > 0 || ways > 1 || isAmbiguous(node)) throw tooSlow("a repeat in a repeat");
  });
  const { open, ways } = waysThrough(pattern);
  const length = longest(pattern);
  const steps = (length < Infinity ? MOST_FINITE_STEPS : MOST_STEPS) / starts / ways;
  const window =
    length < Infinity ? (length <= steps ? length + SMALLEST_WINDOW : 0) : Math.floor(steps ** (1 / (open + 1)));
  if (window < SMALLEST_WINDOW) throw tooSlow("repeats in a row that can take the same text");
  return window;
};

const tooSlow = (what: string): SlowPattern =>
  new SlowPattern(`may take for ever on hostile text: ${what}`, "bound the repeats, or let them take different text");

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

/** In how many ways a text of length n can be taken, given where it starts: at most `ways` times n to the power `open`. */
interface Ways {
  readonly open: number;
  readonly ways: number;
}

const ONE_WAY: Ways = { open: 0, ways: 1 };

const times = (a: Ways, b: Ways): Ways => ({ open: a.open + b.open, ways: a.ways * b.ways });

const worse = (a: Ways, b: Ways): Ways => ((b.open - a.open || b.ways - a.ways) > 0 ? b : a);

/** Where one run ends is where the next begins: the longest of a row has no choice left. */
const waysOfRow = (sizes: readonly number[]): Ways =>
  [...sizes]
    .sort((a, b) => b - a)
    .slice(1)
    .map((size): Ways => (size === Infinity ? { open: 1, ways: 1 } : { open: 0, ways: size }))
    .reduce(times, ONE_WAY);

/**
 * A row are runs one behind the other, with nothing between them at which the one before must stop. Rows multiply: the
 * engine tries each way through the first with each way through the second.
 */
const waysThrough = (node: Node): Ways => {
  if (node.type === "choice") return node.branches.map(waysThrough).reduce(worse, ONE_WAY);
  if (node.type !== "sequence" && node.type !== "capture") return ONE_WAY;
  let [ways, row, shared]: [Ways, readonly number[], ByteSet] = [ONE_WAY, [], NOTHING];
  for (const part of unwrap(node)) {
    if (part.type === "edge" || part.type === "look") continue;
    const stops = !meets(shared, firstBytes(part));
    if (stops && (isRun(part) || !canBeEmpty(part))) {
      ways = times(ways, waysOfRow(row));
      [row, shared] = [[], NOTHING];
    }
    ways = times(ways, waysThrough(part));
    const run = lastRun(part);
    if (!meets(run, run) || !varies(part)) continue;
    row = [...row, part.type === "repeat" ? part.max - part.min : longest(part)];
    shared = canBeEmpty(part) ? unite(shared, run) : run;
  }
  return times(ways, waysOfRow(row));
};

const varies = (node: Node): boolean =>
  node.type === "repeat" ? isRun(node) : childrenOf(node).some((child) => varies(child));

/** Groups and few rounds of a repeat are written out. */
const unwrap = (node: Node): readonly Node[] => {
  if (node.type === "capture") return unwrap(node.inner);
  if (node.type === "sequence") return node.parts.flatMap(unwrap);
  if (node.type !== "repeat" || node.inner.type === "set" || node.max > FEW_ROUNDS) return [node];
  return Array.from({ length: node.max }, () => unwrap(node.inner)).flat();
};

const isRun = (node: Node): node is Repeat => node.type === "repeat" && node.max - node.min >= SHORT_RUN;
