import { jwt } from "./jwt.ts";
import type { Structure } from "./structure.ts";

/** Identity and registry tokens are opaque, or a JWT of the registry. */
export const dockerIdentity: Structure = (candidate) => {
  const verdict = jwt(candidate);
  return verdict.reject === undefined ? verdict : { reasons: ["token in a Docker configuration"] };
};
