import type { Facts } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";
import { isPlaceholder, isReference } from "../placeholder.ts";
import { databaseHost } from "./database-host.ts";
import type { Structure, Verdict } from "./structure.ts";
import { isTemplateLogin, LOCAL, SHORTEST } from "./template-login.ts";

/** Hosts and networks that nobody can have (RFC 2606, RFC 6761, RFC 5737, RFC 3849), and words that stand for one. */
export const RESERVED =
  /(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$|^(?:your|my)?-?(?:host|hostname|server|domain|ip|addr(?:ess)?|somehost|foo|bar|baz)(?:\.(?:com|org|net))?$|^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^\[2001:db8:/i;
/** The names of RFC 2606 alone: a login there was written as an example, and is shown as one. */
const EXAMPLE_HOST = /(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$/i;
const DOCUMENTED_PASSWORD =
  /^(?:pass(?:w(?:or)?d)?|pwd?|secret|p|b|bar|baz|x|tiger|hunter2|(?:my|some|the|a|test|user)-?_?pass(?:word)?)\d{0,2}$/i;

/** `scheme://user:password@host:port/database`: the value is the password, all else says whose it is. */
export const connectionUrl: Structure = (candidate) => {
  const { user = "", host = "", scheme = "" } = candidate.groups;
  if (isReference(candidate.value) || /[<${}]/.test(host)) return { reject: "a reference" };
  const same = candidate.value.toLowerCase() === user.toLowerCase();
  const documented = same || DOCUMENTED_PASSWORD.test(candidate.value) || isPlaceholder(candidate.value);
  const web = /^(?:https?|s?ftps?)$/i.test(scheme) || candidate.rule.definition.id === "url-password";
  if (documented && !EXAMPLE_HOST.test(host) && (web || RESERVED.test(host)))
    return { reject: "a documentation example" };
  if (!RESERVED.test(host) && isTemplateLogin({ user, host, value: candidate.value, web }))
    return { reject: "a template, or as delivered at the local host" };
  const verdict = { facts: urlFacts(candidate), reasons: ["password in a URL"] };
  return { ...verdict, ...doubt({ host, value: candidate.value, documented }) };
};

interface Doubted {
  readonly host: string;
  readonly value: string;
  readonly documented: boolean;
}

const doubt = ({ host, value, documented }: Doubted): Verdict => {
  if (RESERVED.test(host)) {
    const reasons = ["password in a URL", documented ? "documentation example at a reserved host" : "reserved host"];
    return { confidence: "low", reasons, ...(documented ? { known: "test" } : {}) };
  }
  if (documented) return { confidence: "low", reasons: ["password in a URL", "common default password"] };
  if (value.length < SHORTEST) return { confidence: "low", reasons: ["password in a URL", "short for a password"] };
  return LOCAL.test(host) ? { confidence: "medium", reasons: ["password in a URL", "local host"] } : {};
};

/** A user name of the length of a token is not printed. */
const urlFacts = ({ groups }: Candidate): Facts => {
  const facts: Record<string, string> = {};
  for (const name of ["scheme", "user", "host", "port", "database"]) {
    const value = groups[name];
    if (value !== undefined && value !== "" && value.length <= 100) facts[name] = value;
  }
  if (/[A-Za-z0-9_-]{20}/.test(facts.user ?? "")) delete facts.user;
  return /^(?:https?|s?ftps?)$/i.test(facts.scheme ?? "") ? facts : { ...facts, ...databaseHost(facts.host ?? "") };
};
