import { createHash } from "node:crypto";
import { ANY, fileAt, LINES, type Place, type Secret, TOKENS, written } from "./plant.ts";

type Text = (secret: Secret, scale: number) => string;

const file = (
  name: string,
  path: (n: number) => string,
  { kinds = LINES, text = (secret) => written(secret) }: Partial<Options> = {},
): Place => ({
  name,
  kinds,
  class: "application",
  plant: (secret, { n, scale }) => fileAt(path(n), text(secret, scale)),
});

interface Options {
  readonly kinds: readonly string[];
  readonly text: Text;
}

const json: Text = (secret) => `${JSON.stringify({ name: "shop", token: secret.text }, null, 2)}\n`;
const yaml: Text = (secret) =>
  `shop:\n  token: |\n${secret.text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}\n`;
const code: Text = (secret) => `export const client = createClient({ token: ${JSON.stringify(secret.text)} });\n`;
const prose: Text = (secret) =>
  `# Shop\n\nTo deploy, set this first:\n\n    ${written(secret).trimEnd()}\n\nThen run it.\n`;
const lock: Text = (secret) =>
  `${JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/a": { version: "1.0.0", resolved: `https://${secret.text}@npm.corp.internal/a.tgz` } } }, null, 2)}\n`;

/** Where scanners look, and where many do not. */
export const TEXT_PLACES: readonly Place[] = [
  file("a settings file", (n) => `app/service-${n}/.env`, { kinds: ANY }),
  file("YAML", (n) => `app/config/application-${n}.yml`, { kinds: ANY, text: yaml }),
  file("JSON", (n) => `srv/conf/settings-${n}.json`, { kinds: ANY, text: json }),
  file("source code", (n) => `app/src/client-${n}.ts`, { text: code }),
  file("tests", (n) => `app/tests/fixtures/client-${n}.test.js`, { text: code }),
  file("a folder of test data", (n) => `app/testdata/${n}/example.txt`, { kinds: ANY }),
  file("README.md", (n) => `app/docs-${n}/README.md`, { text: prose }),
  file("a changelog", (n) => `app/docs-${n}/CHANGELOG.md`, { text: prose }),
  file("package-lock.json", (n) => `app/web-${n}/package-lock.json`, { kinds: TOKENS, text: lock }),
  file("yarn.lock", (n) => `app/web-${n}/yarn.lock`, {
    kinds: TOKENS,
    text: ({ text }) => `a@^1:\n  version "1.0.0"\n  resolved "https://npm.corp.internal/a.tgz?token=${text}"\n`,
  }),
  file("poetry.lock", (n) => `app/py-${n}/poetry.lock`, {
    kinds: TOKENS,
    text: ({ text }) => `[package.source]\nurl = "https://ci:${text}@pip.corp.internal/simple"\n`,
  }),
  file("usr/lib", (n) => `usr/lib/shop/module-${n}.conf`, { kinds: ANY }),
  file("usr/share/doc", (n) => `usr/share/doc/shop-${n}/notes.txt`, { kinds: ANY }),
  file("usr/share", (n) => `usr/share/shop/data-${n}`, { kinds: ANY }),
  file("usr/include", (n) => `usr/include/shop-${n}.h`, { text: ({ text }) => `#define SHOP_TOKEN "${text}"\n` }),
  file("usr/local/bin", (n) => `usr/local/bin/deploy-${n}`, {
    kinds: TOKENS,
    text: ({ text }) => `#!/bin/sh\ncurl -H "Authorization: Bearer ${text}" https://api.corp.internal/deploy\n`,
  }),
  file("no extension", (n) => `srv/unit${n}`, { kinds: ANY }),
  file("a hidden folder", (n) => `root/.cache/.shop/${n}/.state`, { kinds: ANY }),
  file("shell history", (n) => `home/user${n}/.bash_history`, {
    kinds: LINES,
    text: (secret) => `ls\nexport ${written(secret)}make deploy\n`,
  }),
  file("git credentials", (n) => `home/user${n}/.git-credentials`, {
    kinds: TOKENS,
    text: ({ text }) => `https://ci:${text}@git.corp.internal\n`,
  }),
  file(".git/config", (n) => `app/repo-${n}/.git/config`, {
    kinds: TOKENS,
    text: ({ text }) => `[remote "origin"]\n\turl = https://ci:${text}@git.corp.internal/a/b.git\n`,
  }),
  file("a log", (n) => `var/log/shop-${n}.log`, {
    text: (secret) => `2026-01-02 INFO started with ${written(secret)}`,
  }),
  file("a long path", (n) => `app/${"deep/".repeat(60)}${n}/file`, { kinds: ANY }),
  file("a path with spaces and umlauts", (n) => `app/Dokumente für Kunden/${n} alt.txt`, { kinds: ANY }),
  file("a unit of systemd", (n) => `etc/systemd/system/shop-${n}.service`, {
    text: (secret) => `[Service]\nEnvironment="${written(secret).trimEnd()}"\n`,
  }),
  file("a crontab", (n) => `etc/cron.d/shop-${n}`, { text: (secret) => `${written(secret)}0 3 * * * root /srv/job\n` }),
  file("a notebook", (n) => `app/notebooks/${n}.ipynb`, {
    text: ({ text }) => JSON.stringify({ cells: [{ cell_type: "code", source: [`token = "${text}"\n`] }] }),
  }),
  file("a dump of SQL", (n) => `backup/dump-${n}.sql`, {
    text: ({ text }) => `INSERT INTO settings VALUES (1,'token','${text}'),(2,'theme','dark');\n`,
  }),
  file("HTML", (n) => `var/www/html/page-${n}.html`, {
    text: ({ text }) => `<script>window.token="${text}"</script>\n`,
  }),
  file("CRLF lines", (n) => `app/win/settings-${n}.ini`, {
    kinds: ANY,
    text: (secret) => `[shop]\n${written(secret)}`.replaceAll("\n", "\r\n"),
  }),
  file("minified JavaScript in one line", (n) => `app/public/app.min-${n}.js`, {
    kinds: TOKENS,
    text: ({ text }, scale) =>
      `${"function a(b,c){return b+c};".repeat(20_000 * scale)}var t="${text}";${"a(1,2);".repeat(70_000)}`,
  }),
  file("the end of a large file", (n) => `var/lib/shop/blob-${n}`, {
    kinds: ANY,
    text: (secret, scale) => `${"\x00\x01\x02 padding ".repeat(100_000 * scale)}\n${written(secret)}`,
  }),
  file("a source map", (n) => `app/public/app-${n}.js.map`, {
    kinds: ANY,
    text: ({ text }) =>
      JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: [`const t = \`${text}\`;\n`], mappings: "AAAA" }),
  }),
  file("node_modules of a private package", (n) => `app/node_modules/@company/sdk-${n}/index.js`, { text: code }),
  {
    name: "node_modules of a public package",
    kinds: ["github", "npm", "key"],
    class: "dependency",
    plant: (secret, { n }) => {
      const folder = `app/node_modules/left-pad-${n}`;
      const text = secret.text.includes("\n") ? written(secret) : code(secret, 1);
      const facts = JSON.stringify({ name: `left-pad-${n}`, version: "1.3.0", license: "MIT" });
      const entries = [
        { path: `${folder}/index.js`, content: text },
        { path: `${folder}/package.json`, content: facts },
      ];
      return { entries, at: [`${folder}/index.js`] };
    },
  },
  {
    name: "a wheel in site-packages",
    kinds: ["github", "npm"],
    class: "dependency",
    plant: ({ text }, { n }) => {
      const folder = "usr/local/lib/python3.11/site-packages";
      const path = `shop${n}/client.py`;
      const content = `TOKEN = "${text}"\n`;
      const digest = createHash("sha256").update(content).digest("base64url");
      const info = `shop${n}-1.0.dist-info`;
      const entries = [
        { path: `${folder}/${path}`, content },
        { path: `${folder}/${info}/RECORD`, content: `${path},sha256=${digest},${content.length}\n${info}/RECORD,,\n` },
      ];
      return { entries, at: [`${folder}/${path}`] };
    },
  },
  file("dist-packages, in no package", (n) => `usr/lib/python3/dist-packages/shop${n}/settings.py`, { text: code }),
  file("a key of SSH", (n) => `home/user${n}/.ssh/id_ed25519`, { kinds: ["ssh", "key"] }),
  file("a key of a server", (n) => `etc/ssl/private/shop-${n}.key`, { kinds: ["key", "ssh"] }),
];
