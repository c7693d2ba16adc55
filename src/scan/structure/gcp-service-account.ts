import { privateKey } from "./private-key.ts";
import type { Structure } from "./structure.ts";

/** The fields of a key file that say whose key it is; the value is the private key in it. */
export const gcpServiceAccount: Structure = (candidate) => {
  const field = (name: string): string | undefined =>
    new RegExp(`${name}\\\\{0,3}"\\s{0,9}:\\s{0,9}\\\\{0,3}"([\\w.:@/-]{3,120})`).exec(candidate.text)?.[1];
  const email = field("client_email");
  if (field("type") !== "service_account" && !email?.endsWith(".gserviceaccount.com"))
    return { reject: "no service account around the key" };
  const verdict = privateKey(candidate);
  if (verdict.reject !== undefined) return verdict;
  const [project, keyId] = [field("project_id"), field("private_key_id")];
  const typed = keyId !== undefined && !/^[0-9a-f]{40}$/.test(keyId);
  return {
    ...verdict,
    facts: {
      ...verdict.facts,
      ...(email === undefined ? {} : { email }),
      ...(project === undefined ? {} : { project }),
      ...(keyId === undefined ? {} : { keyId }),
    },
    reasons: [
      "part of a service account key file",
      ...(typed ? ["key id is not 40 hex digits"] : []),
      ...(verdict.reasons ?? []),
    ],
  };
};
