import { expect, test } from "vitest";
import { expand } from "../support/samples.ts";
import { FILE, scanBytes, scanText } from "./scan-text.ts";

const hex = expand("<hex:32>", 3);
const hex64 = expand("<hex:64>", 3);
const password = expand("<password>", 3);
const values = (text: string, path: string): readonly string[] =>
  scanText(text, { kind: "file", path }).map(({ span }) => text.slice(span.start, span.end));

test.each([
  // Rails guides, "Custom Credentials": AES-128 key as 32 hex digits.
  ["app/config/master.key", `${hex}\n`, hex],
  ["app/config/credentials/production.key", hex, hex],
  // erl(1): the cookie of a node, a word of its own or 20 capitals.
  ["root/.erlang.cookie", "QKZBWPXLMTRVNHCYSDGF", "QKZBWPXLMTRVNHCYSDGF"],
  ["var/jenkins_home/secrets/initialAdminPassword", `${hex}\n`, hex],
  ["home/ci/.vault_pass.txt", `${password}\n`, password],
  ["root/.ethereum/geth/nodekey", hex64, hex64],
  ["root/.ethereum/geth/jwtsecret", `0x${hex64}`, `0x${hex64}`],
  ["app/jwt.hex", `${hex64}\n`, hex64],
  // As Docker and Kubernetes mount them.
  ["run/secrets/db_password", password, password],
  ["app/secrets/api-token.txt", `\n${hex}\n`, hex],
])("%s is a secret as a whole", (path, text, value) => {
  expect(values(text, path)).toEqual([value]);
});

test.each([
  ["app/config/master.key", `# made by rails\n${hex}\n`],
  ["app/config/master.key", "changeme\n"],
  ["run/secrets/db_password", "\u0024{DB_PASSWORD}\n"],
  ["app/words/password.txt", "letmein\nqwertz\n"],
  ["app/password.js", `${hex}\n`],
  ["root/.ethereum/geth/nodekey", `enode ${hex64}\n`],
  ["app/reset_password", `${"x1".repeat(600)}\n`],
  ["app/docs/1password-2.txt", `${password}\n`],
  ["app/checksum", `${hex}\n`],
  // Images of one user.
  ["etc/passwd", "nobody:x:65534:65534:Nobody:/:\n"],
  ["etc/passwd-", "app:*:1000:1000::/home/app:/sbin/nologin\n"],
  ["etc/gpasswd", "app:!:1000:\n"],
  ["run/secrets/db_password", "projects/shop-4711/secrets/db-password/versions/3\n"],
  ["run/secrets/app-secret", `registry.corp.internal:5000/team/app:1.2.3@sha256:${hex64}\n`],
])("%s is none: %s", (path, text) => {
  expect(values(text, path)).toEqual([]);
});

test("is the same however the bytes come, with its line and its name", () => {
  const bytes = Buffer.from(`\n\n${password}\n`);
  const document = { ...FILE, path: "run/secrets/db_password" };
  const whole = scanBytes(bytes, document);
  expect(whole.findings).toMatchObject([
    { line: 3, name: "db_password", reasons: ["all that a file holds whose name says secret"] },
  ]);
  expect(scanBytes(bytes, document, () => 1)).toEqual(whole);
});
