import type { Span } from "../domain/finding.ts";

/** A value up to the next blank, in quotes or not, that is no variable, option or path. */
const VALUE = "(?<value>(?![$/.-])\"[^\"$]+\"|'[^']+'|(?![$/.\"'-])[^\\s|;&<>]+)";
const WORD = "(?:pass|pwd|secret|token|key|auth|cred)";

/**
 * Where commands take a secret: after an option or setting whose name says so, from a pipe, after the short options
 * and the positions of well-known programs, and in the login of a URL.
 */
const PLACES: readonly RegExp[] = [
  new RegExp(`(?<=^|\\s)--?[\\w-]*${WORD}[\\w-]*(?:=|\\s+)${VALUE}`, "dgi"),
  new RegExp(`\\b(?:config|configure)\\s+(?:set\\s+)?[\\w.:/-]*${WORD}[\\w.:/-]*\\s+(?:[\\w.@-]+\\s+)?${VALUE}`, "dgi"),
  new RegExp(
    `\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*${VALUE}\\s*\\|[^|]*(?:stdin|chpasswd|passwd|login|with-token)`,
    "dgi",
  ),
  new RegExp(`\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*${VALUE}\\s*>+\\s*\\S*${WORD}`, "dgi"),
  new RegExp(
    `\\b(?:(?:docker|podman)\\s+login|twine|az|helm|unzip|zip|sshpass|useradd|usermod)\\b[^|;&]*?\\s-[pP]\\s*${VALUE}`,
    "dgi",
  ),
  new RegExp(`\\b(?:ldapsearch|ldapadd|ldapmodify)\\b[^|;&]*?\\s-w\\s*${VALUE}`, "dgi"),
  new RegExp(
    `\\b(?:mysqladmin\\b[^|;&]*?\\spassword|vault\\s+login|htpasswd\\s+-\\w*b\\w*\\s+\\S+\\s+\\S+)\\s+${VALUE}`,
    "dgi",
  ),
  new RegExp(`\\b(?:smbclient|curl|wget|lftp)\\b[^|;&]*?\\s(?:-U|-u|--user)\\s*[^\\s%,:]+[%,:]${VALUE}`, "dgi"),
  new RegExp(`\\bmc\\s+alias\\s+set\\s+\\S+\\s+\\S+\\s+\\S+\\s+${VALUE}`, "dgi"),
  /:\/\/(?<value>[^\s/@"']+)@/dgi,
];
/** History lines can be as long as a heredoc; what is searched of one. */
const LONGEST = 64 * 1024;

/** Spans, in bytes of the line as UTF-8, that are masked whether or not a rule takes them for a secret. */
export function commandSecrets(line: string): readonly Span[] {
  const searched = line.slice(0, LONGEST);
  return PLACES.flatMap((place) =>
    [...searched.matchAll(place)].flatMap((match) => {
      const [start, end] = match.indices?.groups?.value ?? [0, 0];
      if (/^["']?\$/.test(searched.slice(start, end))) return [];
      return [{ start: bytesBefore(searched, start), end: bytesBefore(searched, end) }];
    }),
  );
}

const bytesBefore = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index));
