import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const KINDS: Readonly<Record<string, string>> = { c: "cell", o: "organization", u: "user", g: "group", p: "project" };
const CRC_DIGITS = 7;

/**
 * GitLab routable tokens: a base64url payload that names ids in base 36, and a CRC-32 in base 36 at the end
 * (https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/).
 */
export const gitlabRoutable: Structure = ({ value }) => {
  const expected = crc32(value.slice(0, -CRC_DIGITS)).toString(36).padStart(CRC_DIGITS, "0");
  return checksumVerdict(expected === value.slice(-CRC_DIGITS).toLowerCase(), routing(value));
};

const routing = (value: string): Record<string, string> => {
  const payload = value.replace(/^gl[a-z]+-(?:t\d_)?/, "").split(".", 1)[0] ?? "";
  const facts: Record<string, string> = {};
  for (const line of Buffer.from(payload, "base64url").toString("latin1").split("\n")) {
    const [, letter, id] = /^([coupg]):([0-9a-z]{1,13})(?:[^0-9a-z].*)?$/s.exec(line) ?? [];
    const kind = letter === undefined ? undefined : KINDS[letter];
    if (kind !== undefined && id !== undefined) facts[kind] = Number.parseInt(id, 36).toString();
  }
  return facts;
};
