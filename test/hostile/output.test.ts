import { expect, it } from "vitest";
import { FORMAT_IDS } from "../../src/report/format-ids.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { expand } from "../support/samples.ts";
import { startHostile } from "./hostile-server.ts";
import { auditHostile } from "./run-hostile.ts";

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
/** A terminal title, red text, a line that hides, text from right to left, a tag, a link, a table, a formula. */
const EVIL_TEXT =
  "\u001b]0;owned\u0007\u001b[31mred\u001b[2K\rhidden\u202e\u2066rtl<script>alert(1)</script>![x](http://evil.example/a)|`code`\n# head\n=HYPERLINK(1)";
const COMMANDS = [
  ["secrets", "--all"],
  ["status"],
  ["coverage"],
  ["plan"],
  ...FORMAT_IDS.map((format) => ["report", "--format", format]),
  ["coverage", "--json"],
];
/** C0 but for line breaks, C1, bidirectional controls. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

it("T15 paths, labels, variables, history and users of an image reach no terminal and no report as they are", async () => {
  const evil = image({
    layers: [
      gzipLayer([
        layer.file(`app/${EVIL_TEXT}.env`, `GITHUB_TOKEN=${token(1)}\n`),
        // Longer than may be told, and partial: its path stands in the ledger.
        layer.file(`big/${EVIL_TEXT}`, Array.from({ length: 300 }, (_, at) => `T=${token(at + 10)}\n`).join("")),
      ]),
    ],
    env: [`${EVIL_TEXT}=${token(2)}`],
    labels: { [EVIL_TEXT]: token(3), "org.opencontainers.image.source": EVIL_TEXT },
    history: [`RUN ${EVIL_TEXT} ${token(4)}`],
    user: EVIL_TEXT,
    author: EVIL_TEXT,
    annotations: { [EVIL_TEXT]: token(5) },
  });
  const { host } = await startHostile(undefined, evil);
  const run = await auditHostile(host);
  expect(run.status).toBe(3);
  expect(run.ledger).toContainEqual(expect.stringMatching(/200 findings stored/));
  const texts = [run.stdout, run.stderr];
  for (const args of COMMANDS) {
    const { status, stdout, stderr } = await exhume(args, { cwd: run.cwd });
    expect([args, status]).toEqual([args, 0]);
    // Lines of CSV end in CRLF (RFC 4180).
    texts.push(args.includes("csv") ? stdout.replaceAll("\r\n", "\n") : stdout, stderr);
    // In Markdown nothing of it is markup, outside of code spans.
    if (args.includes("markdown"))
      expect(stdout.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gs, "")).not.toMatch(
        /(?<!\\)<script|(?<!\\)!\[x\]\(|^# head/m,
      );
  }
  for (const text of texts) expect(text).not.toMatch(UNSAFE);
  for (const seed of [1, 2, 3, 4, 5, 10]) expect(texts.join("")).not.toContain(token(seed));
}, 180_000);

it("T15 names that a registry gives, and its notices, are told without what a terminal acts on", async () => {
  const { host } = await startHostile((question, answer) => {
    if (!question.url?.startsWith("/v2/aa/evil/manifests/")) return false;
    answer.writeHead(418, { "content-type": "application/json", warning: '299 - "\\u001b[31mred"' });
    answer.end(JSON.stringify({ errors: [{ code: EVIL_TEXT, message: `${EVIL_TEXT} ${token(1)}` }] }));
    return true;
  });
  const run = await auditHostile(host);
  expect(run.status).toBe(3);
  expect(run.ledger).toContainEqual(expect.stringMatching(/aa\/evil:1 .*418$/));
  for (const text of [run.stdout, run.stderr]) expect(text).not.toMatch(UNSAFE);
  expect(run.traces).not.toContain(token(1));
  expect(run.traces).not.toContain("owned");
});
