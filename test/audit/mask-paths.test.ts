import { expect, it } from "vitest";
import { maskPaths } from "../../src/audit/mask-paths.ts";
import type { NamedHalf } from "../../src/domain/finding.ts";
import { scanner } from "../scan/scan-text.ts";
import { expand } from "../support/samples.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 1);
const half = (parts: Partial<NamedHalf> = {}): NamedHalf => ({
  fingerprint: "",
  ruleId: "login-user",
  title: "user name",
  fact: "user",
  value: "orders",
  completes: [],
  alike: true,
  line: 1,
  name: "DB_USER",
  document: { kind: "file", path: "app/.env" },
  ...parts,
});
const named = (...halves: readonly NamedHalf[]) =>
  maskPaths({ findings: [], skips: [], halves: [], named: halves }, scanner).named;

it("a public half in which a secret stands is none", () => {
  expect(named(half(), half({ value: `bot@${TOKEN}` }))).toEqual([half()]);
});

it("a secret in the name or the path of a public half is masked", () => {
  const masked = named(half({ name: `${TOKEN}.user`, document: { kind: "file", path: `srv/${TOKEN}/.env` } }));
  expect(masked).toEqual([half({ name: "•••.user", document: { kind: "file", path: "srv/•••/.env" } })]);
});
