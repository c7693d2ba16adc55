import type { Node } from "./pattern.ts";

/** Most bytes that a match can have; Infinity when there is no limit. */
export const longest = (node: Node): number => {
  switch (node.type) {
    case "set":
      return 1;
    case "edge":
    case "look":
      return 0;
    case "sequence":
      return node.parts.reduce((sum, part) => sum + longest(part), 0);
    case "choice":
      return Math.max(...node.branches.map(longest));
    case "capture":
      return longest(node.inner);
    case "repeat":
      return longest(node.inner) === 0 ? 0 : longest(node.inner) * node.max;
  }
};

/** Whether it can match nothing. */
export const canBeEmpty = (node: Node): boolean => {
  switch (node.type) {
    case "set":
      return false;
    case "edge":
    case "look":
      return true;
    case "sequence":
      return node.parts.every(canBeEmpty);
    case "choice":
      return node.branches.some(canBeEmpty);
    case "capture":
      return canBeEmpty(node.inner);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.inner);
  }
};
