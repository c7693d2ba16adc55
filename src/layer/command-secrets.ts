import type { Span } from "../domain/finding.ts";

/** A value up to the next blank, in quotes or not, that is no variable, option or path. */
const VALUE = "(?<value>(?![$/.-])\"[^\"$]+\"|'[^']+'|(?![$/.\"'-])[^\\s|;&<>]+)";
const WORD = "(?:pass|pwd|secret|token|key|auth|cred)";

/**
 * Where commands take a secret: after an option or setting whose name says so, from a pipe, after the short options
 * and the positions of well-known programs, and in the login of a URL. Repetitions have an end: a line made for it
 * would keep a pattern busy for minutes.
 */
const PLACES: readonly RegExp[] = [
  new RegExp(`(?<=^|\\s)--?[\\w-]{0,64}?${WORD}[\\w-]{0,64}(?:=|\\s+)${VALUE}`, "dgi"),
  new RegExp(
    `\\b(?:config|configure)\\s+(?:set\\s+)?[\\w.:/-]{0,200}?${WORD}[\\w.:/-]{0,200}\\s+(?:[\\w.@-]{1,200}\\s+)?${VALUE}`,
    "dgi",
  ),
  new RegExp(
    `\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*${VALUE}\\s*\\|[^|]*(?:stdin|chpasswd|passwd|login|with-token)`,
    "dgi",
  ),
  new RegExp(`\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*${VALUE}\\s*>+\\s*\\S*${WORD}`, "dgi"),
  new RegExp(
    `\\b(?:(?:docker|podman)\\s+login|twine|az|helm|unzip|zip|sshpass|useradd|usermod)\\b[^|;&]{0,500}?\\s-[pP]\\s*${VALUE}`,
    "dgi",
  ),
  new RegExp(`\\b(?:ldapsearch|ldapadd|ldapmodify)\\b[^|;&]{0,500}?\\s-w\\s*${VALUE}`, "dgi"),
  new RegExp(
    `\\b(?:mysqladmin\\b[^|;&]{0,500}?\\spassword|vault\\s+login|htpasswd\\s+-\\w{0,20}?b\\w{0,20}\\s+\\S+\\s+\\S+)\\s+${VALUE}`,
    "dgi",
  ),
  new RegExp(`\\b(?:smbclient|curl|wget|lftp)\\b[^|;&]{0,500}?\\s(?:-U|-u|--user)\\s*[^\\s%,:]+[%,:]${VALUE}`, "dgi"),
  new RegExp(`\\bmc\\s+alias\\s+set\\s+\\S+\\s+\\S+\\s+\\S+\\s+${VALUE}`, "dgi"),
  /:\/\/(?<value>[^\s/@"']+)@/dgi,
];
/** Spans, in bytes of the line as UTF-8, that are masked whether or not a rule takes them for a secret. */
export function commandSecrets(line: string): readonly Span[] {
  return PLACES.flatMap((place) =>
    [...line.matchAll(place)].flatMap((match) => {
      const [start, end] = match.indices?.groups?.value ?? [0, 0];
      if (/^["']?\$/.test(line.slice(start, end))) return [];
      return [{ start: bytesBefore(line, start), end: bytesBefore(line, end) }];
    }),
  );
}

const bytesBefore = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index));
