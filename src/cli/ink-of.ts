import { styleText } from "node:util";
import { type Ink, PLAIN, type Role } from "../report/look.ts";

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Role, Style>> = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "cyan",
  good: "green",
  bad: ["bold", "red"],
  heading: "bold",
  added: "green",
  removed: "red",
};

/**
 * Colour for a stream: a terminal gets it, unless NO_COLOR or TERM=dumb is set; FORCE_COLOR gives it to pipes too
 * (no-color.org, force-color.org: node:util reads them). What is written to a file is never inked.
 */
export function inkOf(stream: NodeJS.WriteStream): Ink {
  // Node 20 asks the stream for a single style only, not for a list of them.
  const coloured = styleText("bold", " ", { stream }) !== " ";
  return coloured ? (role, text) => styleText(STYLES[role], text, { validateStream: false }) : PLAIN.ink;
}
