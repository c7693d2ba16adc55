import { isCommonPassword } from "../common-password.ts";
import { undoEscapes } from "../encoded/undo-escapes.ts";
import type { Candidate } from "../match.ts";
import { isPlaceholder, namesPassword } from "../placeholder.ts";
import { RESERVED } from "./connection-url.ts";
import type { Structure } from "./structure.ts";

const HOST = /(?:server|data source|host|addr(?:ess)?)\s?=\s?(?:tcp:)?["']?([\w.\\-]{1,100})/i;
const USER = /(?:user(?: ?id|name)?|uid)\s?=\s?["']?([\w.@\\-]{1,60})/i;

const QUERY = /[?&]\w{1,20}=$/;

/** ADO.NET, ODBC and libpq key=value strings: without a host or user beside it a password is no connection. */
export const connectionString: Structure = (candidate) => {
  const line = sameLine(candidate);
  const [, host] = HOST.exec(line) ?? [];
  const [, user] = USER.exec(line) ?? [];
  if (host === undefined && user === undefined) return { reject: "no connection string" };
  if (candidate.value.includes("&") && QUERY.test(candidate.text.slice(0, candidate.span.start)))
    return { reject: "a query of an address" };
  if (/^[A-Za-z_]\w*\)|^[A-Za-z_$][\w$]*(?:\.[\w$]+)+\)[):;,.]/.test(candidate.value))
    return { reject: "the name of a variable" };
  const reserved = RESERVED.test(host ?? "");
  if (reserved && isCommonPassword(candidate.value)) return { reject: "a documentation example" };
  if (isArgument(candidate.value) || namesPassword(candidate.value)) return { reject: "an argument in code" };
  const plain = /&#?\w{2,5};/.test(candidate.value) ? undoEscapes(candidate.value, "entities")?.text : undefined;
  if (plain === undefined && /[<>,&]/.test(candidate.value) && !/\d/.test(candidate.value))
    return { reject: "an expression in code" };
  const common = isCommonPassword(candidate.value) && host !== undefined && user !== undefined;
  if ((!common && isPlaceholder(candidate.value)) || /^\{/.test(candidate.value)) return { reject: "a placeholder" };
  return {
    ...(plain === undefined ? {} : { identity: plain }),
    facts: { ...(host === undefined ? {} : { host }), ...(user === undefined ? {} : { user }) },
    reasons: [
      "password in a connection string",
      ...(common ? ["common default password"] : []),
      ...(reserved ? ["reserved host"] : []),
    ],
    ...(common || reserved ? { confidence: "low" } : {}),
  };
};

/** `connect(host, user=user, password=None)`: what stands there is code. */
const isArgument = (value: string): boolean => {
  const bare = value.replace(/\):?$/, "");
  return bare !== value && (/^[A-Za-z_][\w.]*$/.test(bare) || isPlaceholder(bare));
};

const sameLine = ({ text, span }: Candidate): string =>
  `${text
    .slice(0, span.start)
    .split(/[\r\n]/)
    .at(-1)}${text.slice(span.end).split(/[\r\n]/, 1)[0]}`;
