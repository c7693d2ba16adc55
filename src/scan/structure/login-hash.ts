import type { Structure } from "./structure.ts";

/** `user:hash` of htpasswd(1), and hashes that RabbitMQ exports: group `user` where the file says it. */
export const loginHash: Structure = ({ value, groups }) => {
  const algorithm = value.startsWith("{SHA}")
    ? "SHA-1 without salt"
    : value.length === 13
      ? "DES (crypt)"
      : "salted SHA-256 (RabbitMQ)";
  const { user } = groups;
  return {
    facts: { algorithm, ...(user === undefined ? {} : { user }) },
    reasons: [`password hash: ${algorithm}`, "quick to guess"],
  };
};
