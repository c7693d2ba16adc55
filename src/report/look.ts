import type { Severity } from "../domain/finding.ts";

/** What a part of a text is, for who gives it a colour. */
export type Role = Severity | "good" | "bad" | "heading" | "added" | "removed";
/** Nothing is told by colour alone: the same text without it says the same. */
export type Ink = (role: Role, text: string) => string;

/** How a text is shown, which depends on where it goes. */
export interface Look {
  readonly ink: Ink;
  /** Other characters than ASCII are shown, such as block elements. */
  readonly unicode: boolean;
}

/** For files and pipes. */
export const PLAIN: Look = Object.freeze({ ink: (_role: Role, text: string) => text, unicode: true });

/** A line, and the part of it that has a role: it is cut before it is inked, so that no colour code is cut. */
export interface Line {
  readonly text: string;
  readonly role?: Role;
  readonly from?: number;
  readonly to?: number;
}

export function inked({ text, role, from = 0, to = text.length }: Line, ink: Ink): string {
  const part = text.slice(from, to);
  return role === undefined || part === "" ? text : text.slice(0, from) + ink(role, part) + text.slice(to);
}
