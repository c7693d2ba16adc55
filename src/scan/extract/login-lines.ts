import type { DocumentInfo } from "../../domain/finding.ts";
import type { Emit } from "./entry.ts";

/** Files of one login a line whose lines say nothing by themselves: their name does. */
export type LoginFile = "pgpass" | "htpasswd";

export const loginFileOf = ({ kind, path }: DocumentInfo): LoginFile | undefined => {
  if (kind !== "file" || !path.includes("pass")) return undefined;
  if (/(?:^|\/)\.?pgpass(?:\.conf)?$/.test(path)) return "pgpass";
  return /(?:^|\/)[\w.-]{0,40}htpasswd[\w.-]{0,20}$/.test(path) ? "htpasswd" : undefined;
};

/** PostgreSQL, "The Password File": five fields, in which `\:` and `\\` stand for `:` and `\`. */
const PGPASS = /^(?!#)(?:(?:[^:\\\r\n]|\\.){0,200}:){3}((?:[^:\\\r\n]|\\.){1,63}):((?:[^\\\r\n:]|\\.){1,200})\r?$/dgm;
/** htpasswd(1): of crypt(3) a salt of two characters and a hash of eleven. Other hashes say what they are. */
const CRYPT = /^([^\s:#]{1,60}):([./0-9A-Za-z]{13})\r?$/dgm;

/** The path of an entry is the user. */
export const readLoginLines = (
  file: LoginFile,
  { text, emit }: { readonly text: string; readonly emit: Emit },
): void => {
  for (const found of text.matchAll(file === "pgpass" ? PGPASS : CRYPT)) {
    const [start, end] = found.indices?.[2] ?? [0, 0];
    emit({
      path: [found[1] ?? ""],
      span: { start, end },
      value: (found[2] ?? "").replace(/\\(.)/g, "$1"),
      quoted: true,
      sensitive: true,
    });
  }
};
