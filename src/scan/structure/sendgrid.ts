import type { Structure } from "./structure.ts";

/** `SG.<key id>.<secret>`; 22 and 43 characters are 16 and 32 bytes in base64url. */
export const sendgrid: Structure = ({ value }) => {
  const [, id = "", secret = ""] = value.split(".");
  const whole = id.length === 22 && Buffer.from(secret, "base64url").length === 32;
  return whole
    ? { facts: { keyId: id }, reasons: ["parts have the right lengths"] }
    : { confidence: "medium", reasons: ["parts are odd"] };
};
