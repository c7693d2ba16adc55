import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Grafana service accounts: eight hex digits, the little-endian CRC-32 of all before the last underscore. */
export const grafanaServiceAccount: Structure = ({ value }) => {
  const body = value.slice(0, value.lastIndexOf("_"));
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body));
  return checksumVerdict(sum.toString("hex") === value.slice(-8).toLowerCase());
};

/** Grafana Cloud access policy tokens: base64 JSON with the organisation (`o`) and the name (`n`). */
export const grafanaCloud: Structure = ({ value }) => {
  const text = Buffer.from(value.slice("glc_".length), "base64").toString("latin1");
  const [, organization] = /"o":"(\d{1,12})"/.exec(text) ?? [];
  const [, name] = /"n":"([\w .-]{1,80})"/.exec(text) ?? [];
  if (!text.startsWith("{")) return { confidence: "low", validity: "malformed", reasons: ["does not decode to JSON"] };
  return {
    facts: { ...(organization ? { organization } : {}), ...(name ? { tokenName: name } : {}) },
    reasons: ["decodes to a Grafana Cloud token"],
  };
};
