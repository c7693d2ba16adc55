import type { Task } from "../rotation/task.ts";

const PLACEHOLDER = /<([A-Z][A-Z0-9_]*)>/g;

/**
 * What the reader of a task must fill in, one line each: `<REGION>: each region the account uses`. A fact that no image
 * tells is among them. None when nothing is left.
 */
export function placeholderLines({ steps, logs, runbook }: Task): readonly string[] {
  const texts = [
    ...steps.flatMap(({ text, ui, command }) => [text, ui, command]),
    ...logs.flatMap(({ text, query }) => [text, query]),
  ].join("\n");
  const names = [...new Set([...texts.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []))];
  return names.map((name) => `<${name}>: ${runbook.placeholders?.[name] ?? KNOWN[name] ?? UNKNOWN}`);
}

const UNKNOWN = "the images do not tell it; take it from your own records";

/** Names that mean the same in every runbook. */
const KNOWN: Readonly<Record<string, string>> = {
  SINCE: "the day the value was first in reach of others; no image has a date that can be believed",
  UNTIL: "today, or the day on which the value was revoked",
  HASHED_TOKEN:
    "base64 of the SHA-256 of the token, which exhume fills in where the key of the case lies beside it; " +
    "else exhume reveal ID | openssl dgst -sha256 -binary | base64",
  KEY_ID: "the id of the key, in the list that the provider shows",
  REGION: "each region that the account uses",
  USER: "the user or account that the value belongs to",
  HOST: "the host that the program connects to",
  ACCOUNT: "the account, on the provider's page",
  ADMIN: "a login with more rights than the one that leaked",
  NEW_USER: "a name of your choice for the second login",
  NAME: "the name of the resource, on the provider's page",
  PURPOSE: "a name that says what it is for",
  ROLE: "the role that has the rights the program needs",
  MAIL: "the mail address of the owner",
  ORG: "the organisation, as it stands in its address",
  DB_INSTANCE: "the id of the instance: aws rds describe-db-instances",
  CLIENT_HOST: "the host that stands behind the user in the grant, as in user@host",
  CLUSTER: "the cluster, on the provider's page",
  NEW_KEY_FILE: "a file for the new key, outside of any build context",
  OLD_KEY_FILE: "a file with the old key, as exhume reveal writes it; remove it afterwards",
  PROJECT: "the project, on the provider's page",
};
