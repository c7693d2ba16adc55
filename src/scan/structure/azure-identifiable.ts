import { AZURE_SIGNATURES } from "./azure-signatures.ts";
import { marvin32 } from "./marvin32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Characters of the checksum, and of the signature before it. */
const CHECKSUM = 6;
const SIGNATURE = 4;
const CHECKSUM_BYTES = 4;
/** No key is shorter (IdentifiableSecrets.MinimumGeneratedKeySize). */
const LEAST_BYTES = 24;

/** Redis writes `+` and `/` of some keys as letters, after which no checksum fits (IdentifiableMetadata, see azure-signatures.ts). */
const REWRITTEN = "AzCa";

/** Azure keys end in a signature of four characters, which names the service, and a Marvin32 checksum; base64 or base64url. */
export const azureIdentifiable: Structure = ({ value }) => {
  const text = value.replace(/=+$/, "");
  const signature = text.slice(-CHECKSUM - SIGNATURE, -CHECKSUM);
  const known = AZURE_SIGNATURES[signature];
  if (known === undefined) return { reasons: ["no signature of a known Azure service"] };
  const bytes = Buffer.from(text, "base64");
  if (bytes.length < LEAST_BYTES) return checksumVerdict(false, { service: known.service });
  const [body, sum] = [bytes.subarray(0, -CHECKSUM_BYTES), bytes.readUInt32LE(bytes.length - CHECKSUM_BYTES)];
  const fitting = known.seeds.find(({ seed }) => marvin32(body, seed) === sum);
  const facts = { service: known.service, ...(fitting?.kind === undefined ? {} : { kind: fitting.kind }) };
  if (fitting === undefined && signature === REWRITTEN)
    return { facts, reasons: [`carries the mark of ${known.service}`] };
  return checksumVerdict(fitting !== undefined, facts);
};
