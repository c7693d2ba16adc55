import { createHash } from "node:crypto";
import { base32 } from "./base32.ts";
import type { Structure } from "./structure.ts";

/** Eight digits of the check, then eight more characters of unknown use. */
const CHECK = 8;
const TAIL = 8;

/**
 * `github_pat_<22>_<59>`. The eight characters before the last eight are the start of the SHA-256 of all before them
 * in base32: read off real tokens, not documented (detection.md 1). So it proves a token, and its failure is only said.
 */
export const githubFineGrained: Structure = ({ value }) => {
  const body = value.slice(0, -(CHECK + TAIL));
  const expected = base32(createHash("sha256").update(body, "latin1").digest()).slice(0, CHECK);
  return expected === value.slice(body.length, -TAIL)
    ? { confidence: "high", facts: { checksum: "valid" }, reasons: ["checksum valid"] }
    : { reasons: ["format of a GitHub token, without the usual check digits"] };
};
