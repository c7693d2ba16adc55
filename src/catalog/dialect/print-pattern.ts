import { setSource } from "./byte-set.ts";
import type { Capture, Node, Repeat } from "./pattern.ts";

/** What a capturing group becomes: the group named `secret`, a plain capture, or no capture. */
export type Role = (capture: Capture) => "secret" | "capture" | "none";

/** JavaScript source that matches latin1 text, for the flags `d` with `g` or `y`. */
export const printPattern = (node: Node, role: Role): string => {
  switch (node.type) {
    case "set":
      return setSource(node.set);
    case "edge":
      return node.source;
    case "sequence":
      return node.parts
        .map((part) => (part.type === "choice" ? grouped(part, role) : printPattern(part, role)))
        .join("");
    case "choice":
      return node.branches.map((branch) => printPattern(branch, role)).join("|");
    case "look":
      return `(${node.open}${printPattern(node.inner, role)})`;
    case "capture":
      return `${OPEN[role(node)]}${printPattern(node.inner, role)})`;
    case "repeat":
      return `${grouped(node.inner, role)}${countSource(node)}${node.greedy ? "" : "?"}`;
  }
};

const OPEN = { secret: "(?<secret>", capture: "(", none: "(?:" } as const;

const grouped = (node: Node, role: Role): string =>
  node.type === "set" || node.type === "capture" ? printPattern(node, role) : `(?:${printPattern(node, role)})`;

const countSource = ({ min, max }: Repeat): string => {
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return min === 0 && max === 1 ? "?" : min === max ? `{${min}}` : `{${min},${max}}`;
};
