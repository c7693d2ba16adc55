import { above, DEEPEST, type Sink } from "./entry.ts";
import type { Key } from "./key-of.ts";
import { isMark, keyTraits, LAST_THREE, pathSays, TRAITS } from "./key-traits.ts";
import { meaningOf, type WrittenScalar } from "./scalar.ts";

/** What all frames of one text share. `path` leads to the outermost. */
export interface Root {
  readonly text: string;
  readonly path: readonly string[];
  readonly sink: Sink;
}

/** An object or a list that is open. */
export interface Frame {
  readonly isObject: boolean;
  readonly outer: Frame | undefined;
  /** The key under which it stands; undefined for what a list holds, and below the deepest path. */
  readonly entered: string | undefined;
  /** Keys that lead to it. */
  readonly depth: number;
  /** As `pathSays` has it for these keys. */
  readonly says: number;
  /** Traits of the last of these keys. */
  readonly traits: number;
  /** The key before the colon, in an object, and its traits. */
  key: string | undefined;
  keyTraits: number;
  /** Of the fields so far: their name, whether one says that they are secret, and the values that wait for both. */
  name: string | undefined;
  sensitive: boolean;
  values: { readonly scalar: WrittenScalar; readonly key: string | undefined }[] | undefined;
}

export const createFrame = ({ path }: Root, outer: Frame | undefined, isObject: boolean): Frame => {
  const above = outer ?? { depth: path.length, says: pathSays(path), traits: keyTraits(path.at(-1) ?? "") };
  const entered = above.depth < DEEPEST ? outer?.key : undefined;
  const traits = outer === undefined || entered === undefined ? above.traits : outer.keyTraits;
  return {
    isObject,
    outer,
    entered,
    depth: entered === undefined ? above.depth : above.depth + 1,
    says: entered === undefined ? above.says : next(above.says, traits),
    traits,
    key: undefined,
    keyTraits: 0,
    name: undefined,
    sensitive: false,
    values: undefined,
  };
};

const LAST_FOUR = 15;

const next = (says: number, traits: number): number => ((says << 1) | (traits & TRAITS.says)) & LAST_FOUR;

export const enterKey = (frame: Frame, { text, traits }: Key): void => {
  frame.key = text;
  frame.keyTraits = traits;
};

/** A value under the key of the frame, or in its list. */
export const placeValue = (root: Root, frame: Frame, scalar: WrittenScalar): void => {
  const { key } = frame;
  const traits = key === undefined ? frame.traits : frame.keyTraits;
  frame.key = undefined;
  if ((traits & TRAITS.sensitive) !== 0 && isMark(meaningOf(root.text, scalar))) frame.sensitive = true;
  if ((traits & TRAITS.name) !== 0 && frame.name === undefined) frame.name = meaningOf(root.text, scalar) || undefined;
  if ((traits & TRAITS.value) !== 0) {
    frame.values ??= [];
    frame.values.push({ scalar, key });
    return;
  }
  const says = key === undefined ? frame.says : next(frame.says, traits);
  if ((says & LAST_THREE) !== 0 || root.sink.asked.has(scalar.start))
    emit(root, scalar, { path: pathOf(root, frame, key), sensitive: false });
};

/** Shows the values that waited; returns the frame around it. */
export const closeFrame = (root: Root, frame: Frame): Frame | undefined => {
  const { name, values = [], sensitive } = frame;
  for (const { scalar, key } of values) {
    const says = name === undefined ? saysAbove(frame, key) : keyTraits(name) & TRAITS.says;
    if (!sensitive && (says & LAST_THREE) === 0 && !root.sink.asked.has(scalar.start)) continue;
    const path = name === undefined ? above(pathOf(root, frame, key)) : [name];
    emit(root, scalar, { path, sensitive });
  }
  return frame.outer;
};

/** What the path says without its last key, when it has more than one. */
const saysAbove = ({ says, depth, traits }: Frame, key: string | undefined): number => {
  if (key !== undefined) return depth > 0 ? says : keyTraits(key) & TRAITS.says;
  return depth > 1 ? says >> 1 : traits & TRAITS.says;
};

interface Meant {
  readonly path: readonly string[];
  readonly sensitive: boolean;
}

const emit = ({ text, sink }: Root, scalar: WrittenScalar, { path, sensitive }: Meant): void =>
  sink.emit({
    path,
    span: { start: scalar.start, end: scalar.end },
    value: meaningOf(text, scalar),
    quoted: scalar.quote !== undefined,
    ...(sensitive ? { sensitive: true as const } : {}),
  });

const pathOf = ({ path }: Root, frame: Frame, key: string | undefined): readonly string[] => {
  const keys = key === undefined ? [] : [key];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer)
    if (at.entered !== undefined) keys.push(at.entered);
  return [...path, ...keys.reverse()];
};
