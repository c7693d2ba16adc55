import { createDecipheriv } from "node:crypto";
import type { Structure } from "./structure.ts";

/**
 * The key that every copy of rclone has: obscured is not encrypted (rclone.org/commands/rclone_obscure;
 * https://github.com/rclone/rclone/blob/master/fs/config/obscure/obscure.go).
 */
export const OBSCURED_KEY = Buffer.from("9c935b48730a554d6bfd7c63c886a92bd390198eb8128afbf4de162b8b95f638", "hex");
const IV_BYTES = 16;

/** base64url of an initialisation vector and AES-256-CTR of the password: what comes out is text, or it was none. */
export const rcloneObscured: Structure = ({ value }) => {
  const bytes = Buffer.from(value, "base64url");
  if (bytes.length < IV_BYTES + 3) return { reject: "too short to be obscured" };
  const plain = createDecipheriv("aes-256-ctr", OBSCURED_KEY, bytes.subarray(0, IV_BYTES)).update(
    bytes.subarray(IV_BYTES),
  );
  const password = plain.toString("latin1");
  if (!/^[\x20-\x7e]{3,}$/.test(password)) return { reject: "does not come out as text" };
  return { identity: password, reasons: ["obscured by rclone with a key that is public: comes out as text"] };
};
