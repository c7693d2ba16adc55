import type { Structure } from "./structure.ts";

const KINDS: Readonly<Record<string, string>> = {
  hvs: "service",
  hvb: "batch",
  hvr: "recovery",
  s: "service",
  b: "batch",
  r: "recovery",
};

/** The prefix is the kind; those of one letter are older than Vault 1.10 (https://developer.hashicorp.com/vault/docs/concepts/tokens). */
export const vaultToken: Structure = ({ value }) => {
  const kind = KINDS[value.slice(0, value.indexOf("."))] ?? "unknown";
  return { facts: { kind }, reasons: [`format of a Vault ${kind} token`] };
};
