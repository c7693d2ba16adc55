import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** `zpka_<body>_<CRC-32 of the body, hex>` (https://zuplo.com/blog/api-key-authentication, detection.md 1). */
export const zuplo: Structure = ({ value }) => {
  const [, body = "", sum = ""] = value.split("_");
  return checksumVerdict(crc32(body).toString(16).padStart(8, "0") === sum.toLowerCase());
};
