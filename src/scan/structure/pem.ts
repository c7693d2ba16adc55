/** A PEM block (RFC 7468, RFC 1421 headers) as it stands in files, JSON strings, environment lines and source code. */
export interface PemBlock {
  /** `RSA PRIVATE KEY` */
  readonly label: string;
  /** RFC 1421: `Proc-Type`, `DEK-Info` */
  readonly headers: readonly string[];
  readonly base64: string;
  /** The block with plain line feeds and nothing around its lines: the same for every way of writing it. */
  readonly canonical: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*)-----END \1-----/;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;

/** Undefined when the text between the lines is not base64. */
export const readPem = (text: string): PemBlock | undefined => {
  const [, label, inside] = BLOCK.exec(text) ?? [];
  if (label === undefined || inside === undefined) return undefined;
  const lines = inside.split(/(?:\\{1,4}[nr]|[\r\n])+/).flatMap(cleanLine);
  const headers = lines.filter((line) => line.includes(":"));
  const body = lines.filter((line) => !line.includes(":") && !line.startsWith("="));
  const base64 = body.join("");
  if (!BASE64_LINE.test(base64)) return undefined;
  const canonical = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n");
  return { label, headers, base64, canonical };
};

/** Strips quotes, commas, comment signs and indentation that surround a line in source code. */
const cleanLine = (line: string): readonly string[] => {
  if (line.includes(": ")) return [line.trim()];
  const clean = line.replace(/^(?:\+[ \t]|[\s"'`#*>|.;-])+/, "").replace(/(?:["'`][ \t]*[+.,;\\]*|[\s,;\\])+$/, "");
  return clean === "" ? [] : clean.split(" ");
};
