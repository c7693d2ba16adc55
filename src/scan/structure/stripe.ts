import type { Structure } from "./structure.ts";

/** The second part of the prefix is the mode (https://docs.stripe.com/keys). */
export const stripe: Structure = ({ value }) => {
  const [kind = "", mode = ""] = value.split("_");
  return {
    facts: { mode: mode === "test" ? "test" : "live", kind: kind === "rk" ? "restricted" : "secret" },
    ...(mode === "test" ? { confidence: "medium" as const } : {}),
    reasons: [`${mode === "test" ? "test" : "live"} mode key`],
  };
};
