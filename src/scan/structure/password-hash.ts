import type { Structure } from "./structure.ts";

/** crypt(5), RFC 2307 and Django; `fast`: a GPU tries billions of passwords per second. */
const KINDS: readonly { readonly start: RegExp; readonly algorithm: string; readonly fast?: true }[] = [
  { start: /^\$apr1\$/, algorithm: "MD5 (Apache)", fast: true },
  { start: /^\$1\$/, algorithm: "MD5-crypt", fast: true },
  { start: /^\$5\$/, algorithm: "SHA-256-crypt" },
  { start: /^\$6\$/, algorithm: "SHA-512-crypt" },
  { start: /^\$2[abxy]?\$/, algorithm: "bcrypt" },
  { start: /^\$y\$/, algorithm: "yescrypt" },
  { start: /^\$argon2(?:id|i|d)\$/, algorithm: "Argon2" },
  { start: /^\$8\$/, algorithm: "PBKDF2 (Cisco type 8)" },
  { start: /^\$9\$/, algorithm: "scrypt (Cisco type 9)" },
  { start: /^\{SSHA/, algorithm: "salted SHA", fast: true },
  { start: /^pbkdf2_sha256\$/, algorithm: "PBKDF2-SHA-256" },
];

/** The hash of an empty password or of a locked account is none: `!` or `*` before it locks (shadow(5)). */
export const passwordHash: Structure = ({ value, text, span }) => {
  const { algorithm, fast } = KINDS.find(({ start }) => start.test(value)) ?? { algorithm: "unknown" };
  const [, user, lock] = /(?:^|[\r\n])([A-Za-z_][\w.-]{0,31}):([!*]?)$/.exec(text.slice(0, span.start)) ?? [];
  const locked = lock === "!" || lock === "*";
  return {
    ...(locked ? { confidence: "low" as const } : {}),
    facts: { algorithm, ...(user === undefined ? {} : { user, locked }) },
    reasons: [
      `password hash: ${algorithm}`,
      ...(fast ? ["quick to guess"] : []),
      ...(locked ? ["account is locked"] : []),
    ],
  };
};
