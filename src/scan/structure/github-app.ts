import { jwt } from "./jwt.ts";
import type { Structure } from "./structure.ts";

/** `ghs_<app id>_<JWT>`, the long installation token since 2026-04: the JWT tells the rest. */
export const githubApp: Structure = (candidate) => {
  const [, app = "", token = ""] = /^ghs_(\d+)_(.+)$/.exec(candidate.value) ?? [];
  const verdict = jwt({ ...candidate, value: token });
  if (verdict.reject !== undefined)
    return { confidence: "low", validity: "malformed", facts: { app }, reasons: ["holds no JWT: likely an example"] };
  return { ...verdict, facts: { app, ...verdict.facts } };
};
