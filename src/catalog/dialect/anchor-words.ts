import { onlyCharacter } from "./byte-set.ts";
import { longest } from "./length.ts";
import type { Node } from "./pattern.ts";

/** Every match holds one of the words, in any case. */
export interface Anchor {
  /** In lower case. */
  readonly words: readonly string[];
  /** Most bytes of a match before the word; Infinity when there is no limit. */
  readonly before: number;
}

const SHORTEST = 3;
const LONGEST = 32;
const MOST_WORDS = 64;
/** Characters that the prefilter tells apart for rules of every origin: it has 63 classes of bytes. */
const PLAIN = /[a-z0-9 _:./=+-]+/g;

/** The words of a pattern by which it is found soonest and seldom in vain; undefined when no text is certain. */
export const anchorOf = (pattern: Node): Anchor | undefined => best(anchors(pattern, 0));

const best = (candidates: readonly Anchor[]): Anchor | undefined => {
  let [chosen, most] = [undefined as Anchor | undefined, -Infinity];
  for (const candidate of candidates) {
    const score = worth(candidate);
    if (score > most) [chosen, most] = [candidate, score];
  }
  return chosen;
};

/** Long words are rare in a text; what may stand before them must be matched again and again. */
const worth = ({ words, before }: Anchor): number => {
  const shortest = Math.min(...words.map((word) => word.length));
  const reach = before === 0 ? 0 : before <= 256 ? 4 : before < Infinity ? 8 : 16;
  return Math.min(shortest, 8) * 4 - reach - Math.log2(words.length);
};

const anchors = (node: Node, before: number): readonly Anchor[] => {
  switch (node.type) {
    case "set":
    case "sequence":
      return ofSequence(flat(node), before);
    case "choice":
      return ofChoice(node.branches, before);
    case "capture":
      return anchors(node.inner, before);
    case "repeat":
      return node.min === 0 ? [] : anchors(node.inner, before);
    default:
      return [];
  }
};

/** Groups that do not choose, and short fixed repeats, are written out. */
const flat = (node: Node): readonly Node[] => {
  if (node.type === "sequence") return node.parts.flatMap(flat);
  if (node.type === "capture") return flat(node.inner);
  if (node.type === "repeat" && node.min === node.max && node.max <= 8 && node.inner.type === "set")
    return Array.from({ length: node.max }, () => node.inner);
  return [node];
};

const ofSequence = (parts: readonly Node[], start: number): readonly Anchor[] => {
  const found: Anchor[] = [];
  let [run, from, at] = ["", start, start];
  const close = (): void => {
    found.push(...wordsOf(run, from));
    run = "";
  };
  for (const part of parts) {
    if (part.type === "edge" || part.type === "look") continue;
    const character = part.type === "set" ? onlyCharacter(part.set) : undefined;
    if (character === undefined) {
      close();
      if (part.type !== "set") found.push(...anchors(part, at));
    } else {
      if (run === "") from = at;
      run += character;
    }
    at += longest(part);
  }
  close();
  return found;
};

const wordsOf = (run: string, from: number): readonly Anchor[] =>
  [...run.matchAll(PLAIN)]
    .filter(([word]) => word.length >= SHORTEST && word.trim() !== "")
    .map(({ 0: word, index }) => ({ words: [word.slice(0, LONGEST)], before: from + index }));

const ofChoice = (branches: readonly Node[], before: number): readonly Anchor[] => {
  const chosen = branches.map((branch) => best(anchors(branch, before)));
  const certain = chosen.flatMap((anchor) => anchor ?? []);
  const words = [...new Set(certain.flatMap((anchor) => anchor.words))];
  if (certain.length < chosen.length || words.length > MOST_WORDS) return [];
  return [{ words, before: Math.max(...certain.map((anchor) => anchor.before)) }];
};
