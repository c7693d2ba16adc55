import { X509Certificate } from "node:crypto";
import type { Facts } from "../../domain/finding.ts";
import { publicFacts } from "./public-facts.ts";
import { spkiSha256 } from "./public-key-facts.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{100,8000}-----END CERTIFICATE-----/g;

/** A chain is leaf first, so the certificate of the key is among the first. */
const MOST = 4;

/** Whose certificate the key opens, if it stands in `text` with it: matched by the hash of the public key. */
export const certificateFacts = (text: string, spki: unknown): Facts => {
  const blocks = [...text.matchAll(CERTIFICATE)].slice(0, MOST);
  const certificate = blocks.flatMap(([pem]) => parse(pem)).find((each) => spkiSha256(each.publicKey) === spki);
  if (certificate === undefined) return {};
  return publicFacts({
    certificateSubject: oneLine(certificate.subject),
    certificateIssuer: oneLine(certificate.issuer),
    certificateUntil: new Date(certificate.validTo).toISOString(),
    selfSigned: certificate.subject === certificate.issuer,
  });
};

const parse = (pem: string): readonly X509Certificate[] => {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
};

const oneLine = (name: string | undefined): string => (name ?? "").replaceAll("\n", ", ").slice(0, 120);
