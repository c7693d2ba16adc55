import type { Facts } from "../../domain/finding.ts";
import { isCommonPassword } from "../common-password.ts";
import type { Candidate } from "../match.ts";
import { isPlaceholder, isReference } from "../placeholder.ts";
import { databaseHost, isPrivateHost } from "./database-host.ts";
import type { Structure, Verdict } from "./structure.ts";

/** Hosts and networks that nobody can have (RFC 2606, RFC 6761, RFC 5737, RFC 3849), and words that stand for one. */
export const RESERVED =
  /(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$|^(?:your|my)?-?(?:host|hostname|server|domain|ip|addr(?:ess)?|somehost|foo|bar|baz)(?:\.(?:com|org|net))?$|^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^\[2001:db8:/i;
/** The names of RFC 2606 alone: a login there was written as an example, and is shown as one. */
const EXAMPLE_HOST = /(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)$/i;
const LOCAL = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])$/i;
const DOCUMENTED_PASSWORD =
  /^(?:pass(?:w(?:or)?d)?|pwd?|secret|p|b|bar|baz|x|tiger|hunter2|(?:my|some|the|a|test|user)-?_?pass(?:word)?)\d{0,2}$/i;

/** The fields named instead of filled: `user:password@`. */
const NAMED_USER = /^(?:user(?:[_-]?name)?|login)$/i;
const NAMED_PASSWORD = /^(?:pass(?:w(?:or)?d)?|pwd)$/i;

/** `scheme://user:password@host:port/database`: the value is the password, all else says whose it is. */
export const connectionUrl: Structure = (candidate) => {
  const { user = "", host = "", scheme = "" } = candidate.groups;
  if (isReference(candidate.value) || /[<${}]/.test(host)) return { reject: "a reference" };
  const same = candidate.value.toLowerCase() === user.toLowerCase();
  const documented = same || DOCUMENTED_PASSWORD.test(candidate.value) || isPlaceholder(candidate.value);
  const web = /^(?:https?|s?ftps?)$/i.test(scheme) || candidate.rule.definition.id === "url-password";
  if (documented && !EXAMPLE_HOST.test(host) && (web || RESERVED.test(host)))
    return { reject: "a documentation example" };
  if (!RESERVED.test(host) && isTemplate({ user, host, value: candidate.value, web }))
    return { reject: "a template, or as delivered at the local host" };
  const verdict = { facts: urlFacts(candidate), reasons: ["password in a URL"] };
  return { ...verdict, ...doubt({ host, value: candidate.value, documented }) };
};

/** Shorter ones are written in examples. */
const SHORTEST = 5;

interface Login {
  readonly user: string;
  readonly host: string;
  readonly value: string;
  readonly web: boolean;
}

/**
 * The names of the fields stand in their place; a nameless user has a few letters; or a user as it was delivered is its own
 * password at the local host: `guest` of RabbitMQ is let in from nowhere else (https://www.rabbitmq.com/docs/access-control).
 * In a network of its own people do run a server as `user` with `password`.
 */
const isTemplate = ({ user, host, value, web }: Login): boolean => {
  const local = LOCAL.test(host);
  if (local && user === value && isCommonPassword(value)) return true;
  if (!NAMED_USER.test(user)) return false;
  return (web && value.length < SHORTEST) || (NAMED_PASSWORD.test(value) && (local || !isPrivateHost(host)));
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
