import type { Facts } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";
import type { Structure } from "./structure.ts";

/** Query fields of a signature (https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature). */
const FACTS: Readonly<Record<string, string>> = {
  sp: "permissions",
  ss: "services",
  srt: "resourceTypes",
  sip: "addresses",
  si: "policy",
  skn: "policy",
  skoid: "principal",
  sktid: "tenant",
};
const RESOURCES: Readonly<Record<string, string>> = {
  b: "blob",
  bs: "blob snapshot",
  bv: "blob version",
  c: "container",
  d: "directory",
  f: "file",
  s: "share",
};
const CLAIM = /^[\w.@ :/-]{1,100}$/;
const HOST = /https?:\/\/([A-Za-z0-9.-]{3,100})/;

/** Azure signatures: all around `sig` is public and says what it opens, for whom and until when. */
export const azureSas: Structure = (candidate) => {
  const address = addressAround(candidate);
  const fields = readFields(address);
  const expiresAt = time(fields.get("se"));
  const [, host] = HOST.exec(address) ?? [];
  const facts: Record<string, string> = { kind: kindOf(fields), ...named(fields) };
  if (host !== undefined) facts.host = host;
  if (expiresAt !== undefined) facts.expiresAt = expiresAt;
  return { facts, reasons: [`${facts.kind} signature`] };
};

const addressAround = ({ text, span }: Candidate): string =>
  `${/[^\s"'`<>]*$/.exec(text.slice(0, span.start))?.[0]}${/^[^\s"'`<>]*/.exec(text.slice(span.end))?.[0]}`;

const readFields = (address: string): ReadonlyMap<string, string> =>
  new Map(
    address.split(/(?:\?|&(?:amp;)?|\\u0026)/).flatMap((part): [string, string][] => {
      const [, name, value] = /^([a-z]{2,5})=(.{1,200})$/.exec(part) ?? [];
      return name === undefined || value === undefined ? [] : [[name, decoded(value)]];
    }),
  );

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const kindOf = (fields: ReadonlyMap<string, string>): string => {
  if (fields.has("skoid")) return "user delegation";
  if (fields.has("ss")) return "account";
  if (fields.has("skn")) return "messaging";
  return fields.has("si") ? "stored policy" : "service";
};

const named = (fields: ReadonlyMap<string, string>): Facts => {
  const facts: Record<string, string> = {};
  for (const [field, name] of Object.entries(FACTS)) {
    const value = fields.get(field);
    if (value !== undefined && CLAIM.test(value)) facts[name] = value;
  }
  const resource = RESOURCES[fields.get("sr") ?? ""];
  return resource === undefined ? facts : { ...facts, resource };
};

/** `2030-01-01T00:00:00Z`, a day, or seconds since 1970 (Service Bus). */
const time = (text = ""): string | undefined => {
  const at = /^\d{9,10}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return /^\d/.test(text) && !Number.isNaN(at) ? new Date(at).toISOString() : undefined;
};
