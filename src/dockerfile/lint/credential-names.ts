import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { CREDENTIAL_PLACES } from "./literals.ts";
import { mayHoldSecret } from "./secret-file.ts";
import { isSecretVariable } from "./secret-variable.ts";

const VARIABLE = `["']?\\$\\{?(\\w+)`;

/** The name is in the last group. */
const FORMS: readonly RegExp[] = [
  ...CREDENTIAL_PLACES.map(([source, flags = ""]) => new RegExp(source + VARIABLE, `g${flags}`)),
  /\bbundle\s+config\s+(?:(?:set|--?\w+)\s+)*(?:[\w-]+\.)+[a-z]{2,}\s+["']?\$\{?(\w+)/g,
  /:\/\/[^\s/:@"']+:\$\{?(\w+)[^\s/@"']*@/g,
  /\bmachine\s+\S+\s+login\s+\S+\s+password\s+\$\{?(\w+)/g,
  /\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^|;&\n]*?\s-p["']?\$\{?(\w+)/g,
  /\b(?:echo|printf)\s+(?:-\w+\s+|["']%s(?:\\n)?["']\s+)?["']?\$\{?(\w+)\}?["']?\s*\|[^|;&\n]*?--(?:password-stdin|with-token)\b/g,
];
/** A token in the place of the user; a name that says user is one. */
const TOKEN_USER = /https?:\/\/\$\{?(?!\w*(?:user|username|login|name)\b)(\w+)\}?(?::(?:x-oauth-basic)?)?@/gi;
const ASSIGNED = /(?<![\w$.-])([A-Za-z_][\w.-]*)["']?\s*[=:]\s*["']?\$\{?(\w+)/g;
/** All of a file: `echo "$X" | base64 -d > FILE`. */
const WRITTEN =
  /\b(?:echo|printf)\s+(?:-\w+\s+|["']%s(?:\\n)?["']\s+)?["']?\$\{?(\w+)\}?["']?\s*(?:\|\s*base64\s+(?:-d|-D|--decode)\s*)?>{1,2}\s*["']?([^\s"';&|]+)/g;

const known = new WeakMap<ParsedDockerfile, ReadonlySet<string>>();

/** Variables that steps use where a credential stands, whatever they are called. */
export const credentialNames = (file: ParsedDockerfile): ReadonlySet<string> => {
  const names = known.get(file) ?? new Set(file.instructions.flatMap((at) => namesIn(file, at)));
  known.set(file, names);
  return names;
};

const namesIn = (file: ParsedDockerfile, at: Instruction): readonly string[] => {
  if (!/^(?:RUN|ENV|ADD|COPY|ONBUILD)$/.test(at.keyword)) return [];
  const text = file.flat.slice(at.start, at.end);
  if (!text.includes("$")) return [];
  const assigned = [...text.matchAll(ASSIGNED)].filter(([, name = ""]) => isOwnName(name));
  const written = [...text.matchAll(WRITTEN)].filter(([, , path = ""]) => mayHoldSecret(path));
  return [
    ...[...FORMS, TOKEN_USER].flatMap((form) => [...text.matchAll(form)].map((match) => match.at(-1) ?? "")),
    ...assigned.map(([, , name = ""]) => name),
    ...written.map(([, name = ""]) => name),
  ];
};

/** More than one word: a `key` alone is one of a map as often as not. */
const isOwnName = (name: string): boolean =>
  /[a-z][_.-]?[A-Z_.-]|[A-Z]_/.test(name)
    ? isSecretVariable(name, undefined)
    : /^(?:password|passwd|passphrase)$/i.test(name);
