import type { Facts } from "../domain/finding.ts";

/** What a runbook may write to name a fact. */
const FACT = /\{\{\s*([a-z][A-Za-z0-9]*)\s*\}\}/g;

/**
 * Facts come out of images, and a command is made to be pasted into a shell: a fact is filled in only if it is made of
 * characters to which no shell and no SQL or JSON string gives a meaning, and cannot be read as an option or a comment.
 * It may end as base64 does.
 */
const HARMLESS = /^[A-Za-z0-9_@+:./][A-Za-z0-9_@+:./-]*={0,2}$/;
const LONGEST = 300;

/**
 * Fills `{{account}}` of a runbook's text or command. A fact that is missing or unfit to be pasted becomes a placeholder
 * that a person can read: `<ACCOUNT>`, `<KEY_ID>` for `keyId`.
 */
export const fill = (text: string, facts: Facts): string =>
  text.replace(FACT, (_, name: string) => harmless(facts, name) ?? placeholder(name));

/** The first `{{` that names no fact, or undefined: such a text would be printed with its braces. */
export const strayBraces = (text: string): string | undefined => /\{\{.{0,20}/.exec(text.replace(FACT, ""))?.[0];

function harmless(facts: Facts, name: string): string | undefined {
  if (!Object.hasOwn(facts, name)) return undefined;
  const value = String(facts[name]);
  return value.length <= LONGEST && HARMLESS.test(value) && !value.includes("--") ? value : undefined;
}

const placeholder = (name: string): string => `<${name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase()}>`;
