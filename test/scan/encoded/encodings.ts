import { deflateSync, gzipSync } from "node:zlib";

/** Writes text, latin1, in another way. */
export interface Encoding {
  readonly name: string;
  readonly encode: (text: string) => string;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const base64 = (bytes: Uint8Array | string, alphabet: "base64" | "base64url" = "base64"): string =>
  (typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Buffer.from(bytes)).toString(alphabet);
const wrapped = (text: string, { width, between }: { readonly width: number; readonly between: string }): string =>
  (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join(between);
const everyByte = (text: string, write: (hex: string) => string): string =>
  text.replace(/[\s\S]/g, (char) => write(char.charCodeAt(0).toString(16).padStart(2, "0")));
const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");

/** Ways in which text stands in files. */
export const ENCODINGS: readonly Encoding[] = [
  { name: "base64", encode: (text) => base64(text) },
  { name: "base64 without padding", encode: (text) => base64(text).replace(/=+$/, "") },
  { name: "base64 of the URL alphabet", encode: (text) => base64(text, "base64url") },
  { name: "base64 in lines of 76", encode: (text) => wrapped(base64(text), { width: 76, between: "\n" }) },
  {
    name: "base64 in lines of 64 that end as in DOS",
    encode: (text) => wrapped(base64(text), { width: 64, between: "\r\n" }),
  },
  {
    name: "base64 in a literal block",
    encode: (text) => `|\n    ${wrapped(base64(text), { width: 76, between: "\n    " })}`,
  },
  {
    name: "base64 in lines in a JSON string",
    encode: (text) => `"${wrapped(base64(text), { width: 76, between: "\\n" })}\\n"`,
  },
  { name: "base64 with escaped slashes", encode: (text) => JSON.stringify(base64(text)).replaceAll("/", "\\/") },
  { name: "base64 in a URL", encode: (text) => `/v1/state?data=${encodeURIComponent(base64(text))}` },
  { name: "base64 in a data URL", encode: (text) => `data:application/json;base64,${base64(text)}` },
  { name: "base64 behind a path", encode: (text) => `/api/state/${base64(text)}` },
  { name: "hex", encode: (text) => everyByte(text, (hex) => hex) },
  { name: "hex of capitals", encode: (text) => `0x${everyByte(text, (hex) => hex.toUpperCase())}` },
  { name: "hex escapes", encode: (text) => `"${everyByte(text, (hex) => `\\x${hex}`)}"` },
  { name: "unicode escapes", encode: (text) => `"${everyByte(text, (hex) => `\\u00${hex}`)}"` },
  { name: "percent-encoding of all", encode: (text) => everyByte(text, (hex) => `%${hex.toUpperCase()}`) },
  { name: "percent-encoding", encode: (text) => `https://app.corp.internal/?q=${encodeURIComponent(text)}` },
  { name: "a JSON string", encode: (text) => JSON.stringify(text) },
  { name: "JSON in JSON", encode: (text) => JSON.stringify(JSON.stringify({ text })) },
  { name: "a JSON string with escaped slashes", encode: (text) => JSON.stringify(text).replaceAll("/", "\\/") },
  { name: "entities", encode: (text) => `<v>${text.replace(/[&<>"'/]/g, (char) => `&#${char.charCodeAt(0)};`)}</v>` },
  { name: "hex entities of all", encode: (text) => `<v>${everyByte(text, (hex) => `&#x${hex};`)}</v>` },
  { name: "UTF-16", encode: (text) => latin1(utf16(text)) },
  { name: "UTF-16 of big endian", encode: (text) => latin1(utf16(text).swap16()) },
  { name: "base64 of UTF-16", encode: (text) => base64(utf16(text)) },
  { name: "base64 of base64", encode: (text) => base64(base64(text)) },
  { name: "base64 of hex", encode: (text) => base64(everyByte(text, (hex) => hex)) },
  { name: "base64 of JSON", encode: (text) => base64(JSON.stringify({ text })) },
  { name: "base64 of gzip", encode: (text) => base64(gzipSync(Buffer.from(text, "latin1"))) },
  { name: "base64 of zlib", encode: (text) => base64(deflateSync(Buffer.from(text, "latin1"))) },
  {
    name: "a release of Helm",
    encode: (text) => base64(base64(gzipSync(Buffer.from(JSON.stringify({ text }), "latin1")))),
  },
];
