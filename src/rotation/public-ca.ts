import type { Facts } from "../domain/finding.ts";

/**
 * Organisations whose certificates programs trust from the start, as the subjects of their certificates name them: owners in
 * Mozilla's list of included CA certificates (CCADB), and names under which their older and subordinate CAs issue.
 */
const ORGANISATIONS: readonly string[] = [
  "Actalis",
  "AffirmTrust",
  "Amazon",
  "Asseco Data Systems",
  "Baltimore",
  "Buypass",
  "certSIGN",
  "Chunghwa Telecom",
  "Cloudflare",
  "COMODO CA",
  "D-Trust",
  "Deutsche Telekom",
  "Dhimyotis",
  "DigiCert",
  "Entrust",
  "Gandi",
  "GEANT Vereniging",
  "GeoTrust",
  "GlobalSign",
  "GoDaddy",
  "Google Trust Services",
  "Hellenic Academic and Research Institutions CA",
  "IdenTrust",
  "Internet Security Research Group",
  "Let's Encrypt",
  "Network Solutions",
  "QuoVadis",
  "SECOM Trust Systems",
  "Sectigo",
  "SSL Corp",
  "Starfield Technologies",
  "SwissSign",
  "Symantec Corporation",
  "T-Systems",
  "Telia",
  "thawte",
  "The USERTRUST Network",
  "TrustAsia",
  "Trustwave Holdings",
  "Unizeto Technologies",
  "VeriSign",
  "WISeKey",
  "ZeroSSL",
];

/** The organisation in the issuer of a certificate, `C=US, O=Let's Encrypt, CN=R3`; it may hold commas itself. */
const ISSUER = /(?:^|, )O=([^=]+?)(?:, [A-Za-z]{1,12}=|$)/;

/**
 * `publicCa` of a secret whose certificate a public CA issued: its name stands in logs of Certificate Transparency, and the CA
 * must revoke it when asked with the key. Self-signed ones are those of nobody, whatever they say.
 */
export function publicCaFacts({ certificateIssuer, selfSigned }: Facts): Facts {
  const [, organisation = ""] = ISSUER.exec(String(certificateIssuer ?? "")) ?? [];
  const found = ORGANISATIONS.find((name) => isOf(organisation.toLowerCase(), name.toLowerCase()));
  return found === undefined || selfSigned === true ? {} : { publicCa: found };
}

/** `DigiCert Inc`, `GoDaddy.com, Inc.`, not `Amazonas Energia`. */
const isOf = (organisation: string, name: string): boolean =>
  organisation.startsWith(name) && !/^[a-z0-9]/.test(organisation.slice(name.length));
