import { hash, X509Certificate } from "node:crypto";
import { isoTime, publicFacts } from "./public-facts.ts";
import { spkiSha256 } from "./public-key-facts.ts";
import type { Structure, Verdict } from "./structure.ts";

/**
 * Whose key it certifies, and until when: told with the private key of the same `spkiSha256`, wherever that stands. Images
 * have the same certificates of authorities again and again, in a bundle and each in its file.
 */
export const certificate: Structure = ({ value }) => {
  const digest = hash("sha256", Buffer.from(value, "latin1"), "base64");
  const before = known.get(digest);
  if (before !== undefined) return before;
  const verdict = read(value);
  if (known.size >= MOST) known.clear();
  known.set(digest, verdict);
  return verdict;
};

/** By the digest of a certificate, what was read from it; so many at a time. */
const known = new Map<string, Verdict>();
const MOST = 2048;

const read = (value: string): Verdict => {
  const parsed = parse(value.replace(/\\{1,4}[nr]/g, "\n"));
  if (parsed === undefined) return { reject: "does not parse as a certificate" };
  const { subject, issuer, subjectAltName, validTo } = parsed;
  return {
    facts: {
      spkiSha256: spkiSha256(parsed.publicKey),
      ...publicFacts({
        certificateSubject: oneLine(subject),
        certificateNames: names(subjectAltName),
        certificateIssuer: oneLine(issuer),
        certificateUntil: isoTime(Date.parse(validTo) / 1000),
        selfSigned: subject === issuer,
      }),
    },
  };
};

/** Node reads some certificates whose key it then cannot make. */
const parse = (pem: string): X509Certificate | undefined => {
  try {
    const parsed = new X509Certificate(pem);
    return parsed.publicKey.type === "public" ? parsed : undefined;
  } catch {
    return undefined;
  }
};

const LONGEST = 120;

const oneLine = (name: string | undefined): string => (name ?? "").replaceAll("\n", ", ").slice(0, LONGEST);

/** Host names only, as many as fit: `DNS:a.example, DNS:b.example, IP Address:10.0.0.1`. */
const names = (alternatives: string | undefined): string | undefined =>
  alternatives === undefined ? undefined : alternatives.replace(/(?:DNS|IP Address):/g, "").slice(0, LONGEST);
