import type { Facts } from "../../domain/finding.ts";
import { addressAround, readFields } from "./address-fields.ts";
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
