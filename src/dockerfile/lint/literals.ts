import type { Span } from "../../domain/finding.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { isSecretValue, isSecretVariable, isStandIn } from "./secret-variable.ts";

/** What stands in front of a credential in a command, and the flags to look for it with; by the documentation of the programs. */
export const CREDENTIAL_PLACES: readonly (readonly [source: string, flags?: string])[] = [
  [
    `(?<![\\w-])--(?:(?:admin|root|user|db|database|auth|access|private|client|api|http|https|proxy|registry)-?)?(?:password|passwd|token|secret-key|api-?key|access-key)(?:=|\\s+)`,
  ],
  [`\\bcurl\\b[^|;&\\n]*?\\s(?:-u|--user)(?:=|\\s*)["']?[\\w.@\${}-]+:`],
  [`\\b(?:docker|podman|buildah|skopeo|crane|oras|az|mc)\\b[^|;&\\n]*?\\blogin\\b[^|;&\\n]*?\\s-p(?:=|\\s+)`],
  [`\\bsshpass\\s+-p\\s*`],
  [`\\bmc\\s+(?:-\\S+\\s+)*alias\\s+set\\s+\\S+\\s+https?://\\S+\\s+\\S+\\s+`],
  [`\\bauthorization:\\s*(?:bearer|basic|token)\\s+`, "i"],
  [`\\b(?:PRIVATE-TOKEN|JOB-TOKEN|X-[\\w-]*(?:Token|Key)):\\s*`, "i"],
  [`(?:_authToken|:_password|(?<![\\w-])_auth)(?:=|\\s+)`],
  [`\\baws_secret_access_key(?:=|\\s+)`],
  // Logins that Composer and Poetry are told to keep, and those of Cargo and Vault.
  [`\\bcomposer\\b[^|;&\\n]*?\\s(?:bearer|(?:github|gitlab)-(?:oauth|token))\\.\\S+\\s+`],
  [`\\b(?:composer|poetry)\\b[^|;&\\n]*?\\s(?:http-basic\\.\\S+\\s+\\S+|pypi-token\\.\\S+)\\s+`],
  [`\\b(?:cargo|vault)\\s+login\\s+`],
];

/** A value written out, in the last group. No variable, no substitution, no further flag. */
const VALUE = `["']?((?![-$])[^\\s"'\`$<>|;&\\\\]{4,})`;
const FORMS: readonly RegExp[] = CREDENTIAL_PLACES.map(
  ([source, flags = ""]) => new RegExp(source + VALUE, `dg${flags}`),
);
const URL_USER = /:\/\/[^\s/:@"'$]*:([^\s/@"'$]{4,})@/dg;
/** `useradd -p` takes a hash, `chpasswd` reads `user:password` lines. */
const LOGIN = /\b(?:useradd|usermod)\b[^|;&\n]*?\s(?:-p|--password)(?:=|\s+)["']?((?![-$])(?:\\\$|[^\s"'`$]){4,})/dg;
const CHPASSWD = /\b(?:echo|printf)\s+(?:-\w+\s+)?["']?[\w.-]+:([^\s"'`$|]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd\b/dg;
const ASSIGNMENT = /(?<![\w$.-])([A-Za-z_]\w*)=["']?([^\s"'`$<>|;&\\]{8,})/dg;

/** Spans in the Dockerfile of what looks like a secret that a RUN has as plain text. */
export const literalSpans = (file: ParsedDockerfile, at: Instruction): readonly Span[] => {
  const flat = file.flat.slice(at.args.start, at.end);
  // Between the words of the JSON form are blanks, as in a shell.
  const text = at.json ? flat.replace(/"\s*,\s*"/g, (all) => " ".repeat(all.length)) : flat;
  const spans = [
    ...[...FORMS, URL_USER].flatMap((one) => spansOf(text, one, isLiteral)),
    ...[LOGIN, CHPASSWD].flatMap((one) => spansOf(text, one, () => true)),
    ...assigned(text),
  ].map(({ start, end }) => ({ start: at.args.start + start, end: at.args.start + end }));
  return spans.sort((a, b) => a.start - b.start);
};

const spansOf = (text: string, pattern: RegExp, accept: (value: string) => boolean): readonly Span[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const span = match.indices?.at(-1);
    return span !== undefined && accept(match.at(-1) ?? "") ? [{ start: span[0], end: span[1] }] : [];
  });

/** Code of a script, up to its first quote: `os.environ[`, `Sys.getenv(`, `ENV.fetch(`. */
const CODE = /^[A-Za-z_][\w.:]*[[(]|^(?:process|import\.meta)\.env\b|^(?:os|System|Sys)\.\w+/;

/** No pattern of `sed` either: `s/PASSWORD=.*\/PASSWORD=$X/`. */
const isLiteral = (value: string): boolean =>
  isSecretValue(value) &&
  !isStandIn(value) &&
  !CODE.test(value) &&
  !/^\d+$/.test(value) &&
  !/^(?:\.[*+]|\[\^?.+\][*+])/.test(value);

/** The rest of a quoted list of settings that takes its password from a variable: `User=ci;Password=$X"`. */
const TAKEN = /^;(?:[^"'\n;]*;)*\s*[\w -]*(?:password|pwd|token|secret|key)=\$[{(]?\w/i;

const assigned = (text: string): readonly Span[] =>
  [...text.matchAll(ASSIGNMENT)].flatMap((match) => {
    const [, name = "", value = ""] = match;
    const span = match.indices?.[2];
    return span !== undefined && isSecretVariable(name, value) && isLiteral(value) && !TAKEN.test(text.slice(span[1]))
      ? [{ start: span[0], end: span[1] }]
      : [];
  });
