import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProcessBlob } from "../../src/audit/process-blob.ts";
import { createKnownFiles, knownMemory } from "../../src/layer/known/known-files.ts";
import { loadRuleset } from "../../src/open-ruleset.ts";
import { openSealing } from "../../src/open-sealing.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { openStore } from "../../src/store/store.ts";
import { runAudit } from "../../src/wire.ts";
import { withCase } from "../../src/wire-case.ts";
import { sealSecrets } from "../../src/wire-values.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { collect } from "../support/collect.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { importText } from "../support/import.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { revealAll, secretsOf } from "../support/reveal.ts";
import { expand } from "../support/samples.ts";
import { requireTool } from "../support/tools.ts";

const signal = new AbortController().signal;

const token = expand("ghp_<base62:30><crc32>", 741);
const second = expand("npm_<base62:30><crc32>", 742);
const pem = expand("<pem:rsa>", 743).trimEnd();
const password = ["Tr0mbone", "Kéttle9"].join("&");

const identities = await Promise.all([0, 1, 2].map(generateX25519Identity));
const [ann = "", bob = "", eve = ""] = identities;
const [annAge = "", bobAge = ""] = await Promise.all(identities.map(identityToRecipient));

let registry: TestRegistry;
let tested: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  push("1", [
    ["app/.env", `GITHUB_TOKEN=${token}\n`],
    ["app/tls.key", `${pem}\n`],
    ["app/settings.json", JSON.stringify({ database: { password } })],
  ]);
});
afterEach(async () => {
  await registry.close();
  tested.remove();
});

const push = (tag: string, files: readonly (readonly [string, string])[]): void =>
  registry.push("app", image({ layers: [gzipLayer(files.map(([path, content]) => layer.file(path, content)))] }), {
    tags: [tag],
  });

const audited = async (flags: Readonly<Record<string, unknown>>, ...targets: readonly string[]) => {
  tested = createTestCase(flags);
  return tested.audit(...(targets.length === 0 ? [registry.host] : targets));
};

interface Row {
  readonly recipients: string;
  readonly ciphertext: Buffer;
}
const rows = (): readonly Row[] => {
  const db = new Database(tested.db);
  const found = db.prepare<[], Row>("SELECT recipients, ciphertext FROM sealed_value").all();
  db.close();
  return found;
};

const sealedEntries = (): readonly unknown[] => {
  const { events, close } = openStore(tested.db, { create: false });
  expect(events.check().broken).toBeUndefined();
  const entries = events.log().filter(({ kind }) => kind === "sealed");
  close();
  return entries.map(({ actor, data }) => [actor, data]);
};

const valuesFor = async (identity: string): Promise<readonly string[]> =>
  (await revealAll(tested.config, undefined, { identity })).map(({ revealed: { value } }) => value).sort();

const ALL = [token, pem, password].sort();

describe("an audit with --seal", () => {
  it("keeps the values for each recipient, whatever becomes of the images", async () => {
    await audited({ seal: [annAge, bobAge] });
    await registry.close();
    expect(await valuesFor(`# created: 2026-01-01\n${ann}\n`)).toEqual(ALL);
    expect(await valuesFor(bob)).toEqual(ALL);
    const misses: string[] = [];
    const asked = { identity: eve, onMiss: (text: string) => misses.push(text) };
    await expect(revealAll(tested.config, undefined, asked)).rejects.toMatchObject({ code: "VALUE_GONE" });
    expect(misses[0]).toContain("the identity opens none of what is sealed to");
    await expect(revealAll(tested.config)).rejects.toMatchObject({
      code: "VALUE_GONE",
      hint: expect.stringContaining(annAge),
    });
  });

  it("says in the log who had each value sealed to whom, once; nobody has worked on a secret by that", async () => {
    const shown = async (): Promise<readonly string[]> =>
      withCase(
        { ...tested.config, minConfidence: "high" },
        { use: ({ plan }) => secretsOf({ plan }).map(({ ruleId }) => ruleId) },
        signal,
      );
    await audited({});
    const before = await shown();
    expect(before.length).toBeLessThan(ALL.length);
    tested.remove();
    await audited({ seal: [annAge, bobAge] });
    const recipients = [annAge, bobAge].sort().join(", ");
    expect(sealedEntries()).toEqual(Array(3).fill([userInfo().username, { recipients }]));
    expect(await shown()).toEqual(before);
    push("2", [["srv/.env", `TOKEN=${token}\n`]]);
    await tested.audit(registry.host);
    expect(sealedEntries()).toHaveLength(3);
  });

  it.skipIf(!requireTool("age"))("writes files that the age program opens", async () => {
    await audited({ seal: [annAge] });
    const file = join(tested.folder, "identity.txt");
    writeFileSync(file, `${ann}\n`);
    const opened = rows().map(({ ciphertext }) =>
      execFileSync("age", ["--decrypt", "-i", file], { input: ciphertext }).toString("utf8"),
    );
    expect(opened.sort()).toEqual(ALL);
  });

  it("lets no value out of the work on a blob but encrypted", async () => {
    const events = await audited({ seal: [annAge] });
    const files = readdirSync(tested.folder).map((name) => readFileSync(join(tested.folder, name), "latin1"));
    const needles = [token, pem.split("\n")[1] ?? "", password, Buffer.from(password).toString("latin1")];
    for (const text of [JSON.stringify(events), ...files])
      for (const needle of needles) expect(text.includes(needle)).toBe(false);
    expect(JSON.stringify(events)).toContain('"ciphertext"');
  });

  it("seals a value whose file came before only in blobs that failed in the end", async () => {
    tested = createTestCase({ seal: [annAge] });
    const { ruleset } = await loadRuleset(tested.config, signal);
    const key = Buffer.alloc(32, 7);
    const sealing = (await openSealing(tested.config))?.start({ ruleset, key, sealed: [], now: () => 0 });
    const { bytes, digest } = gzipLayer([
      layer.file("app/.env", `GITHUB_TOKEN=${token}\n`),
      layer.file("app/noise", randomBytes(2_000_000)),
    ]);
    let turn = 0;
    const run = createProcessBlob({
      scanner: createScanner({ ruleset, key }),
      files: createKnownFiles(knownMemory()),
      sealing,
      pull: async function* () {
        for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
        if (turn < 5) throw new PullError("it ended early");
      },
    });
    const holder = { registry: "registry.example", name: "app" };
    const blob = { digest, mediaType: "", size: bytes.length };
    const scans = [];
    for (; turn < 6; turn++) scans.push(await run({ kind: "layer", blob, holders: [holder] }, signal));
    expect(scans.map(({ status, sealed = [] }) => [status, sealed.length])).toEqual([
      ...Array.from({ length: 5 }, () => ["unreachable", 0]),
      ["scanned", 1],
    ]);
  });

  it("seals each value once, however often it is found and the rules change", async () => {
    await audited({ seal: [annAge] });
    push("2", [
      ["srv/.env", `TOKEN=${token}\n`],
      ["srv/.npmrc", `//registry.example/:_authToken=${second}\n`],
    ]);
    await tested.audit(registry.host);
    expect(rows()).toHaveLength(4);
    const rule = join(tested.folder, "own.yml");
    writeFileSync(rule, OWN_RULE);
    const config = { ...tested.config, rules: [rule] };
    const events = await collect(runAudit({ config, targets: [registry.host] }, new AbortController().signal));
    expect(events.some((event) => event.type === "blob")).toBe(true);
    expect(rows()).toHaveLength(4);
  });

  it("says of how many secrets it keeps none, as their blobs are not pulled twice", async () => {
    await audited({});
    const config = { ...tested.config, seal: [annAge] };
    const events = await collect(runAudit({ config, targets: [registry.host] }, new AbortController().signal));
    expect(events).toContainEqual({ type: "notice", text: expect.stringMatching(/^not sealed .*: 3 secrets /) });
    expect(rows()).toEqual([]);
    const misses: string[] = [];
    const asked = { identity: ann, onMiss: (text: string) => misses.push(text) };
    await revealAll(tested.config, ({ ruleId }) => ruleId.startsWith("github"), asked);
    expect(misses).toEqual([expect.stringContaining("scanned without --seal")]);
  });

  it("can be made up for: each blob is pulled once more for all that it holds", async () => {
    await audited({});
    const config = { ...tested.config, seal: [annAge] };
    const seal = async () =>
      withCase(
        config,
        {
          all: true,
          use: async ({ store, plan }) =>
            sealSecrets(config, { store, secrets: secretsOf({ plan }), actor: "kim" }, new AbortController().signal),
        },
        new AbortController().signal,
      );
    const before = registry.requests.length;
    expect(await seal()).toEqual({ sealed: 3, before: 0, missing: [] });
    expect(registry.requests.slice(before).filter(({ path }) => path.includes("/blobs/"))).toHaveLength(1);
    await registry.close();
    expect(await seal()).toEqual({ sealed: 0, before: 3, missing: [] });
    expect(sealedEntries()).toEqual(Array(3).fill(["kim", { recipients: annAge }]));
    expect(await valuesFor(ann)).toEqual(ALL);
    const db = new Database(tested.db);
    db.exec("DELETE FROM sealed_value");
    db.close();
    const place = { DetectorName: "Github", Raw: "", SourceMetadata: { Data: { Filesystem: { file: "x" } } } };
    await importText(tested, { name: "place.jsonl", text: JSON.stringify(place) });
    expect((await seal()).missing).toHaveLength(3);
  });

  it.each([
    ["no recipient", "age1qqqq", /--seal age1qqqq is no age recipient/],
    ["one with a typing error", annAge.replace(/.$/, (last) => (last === "q" ? "p" : "q")), /is no age recipient/],
    ["an identity", ann, /was given an age identity/],
  ])("refuses %s before anything is asked of a registry", async (_what, recipient, message) => {
    const failure = await audited({ seal: [annAge, recipient] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "SEAL_RECIPIENT", message: expect.stringMatching(message) });
    expect(JSON.stringify(failure) + String(failure)).not.toContain(ann);
    expect(registry.requests).toEqual([]);
  });

  it("gives nothing that somebody else put in the place of a value", async () => {
    await audited({ seal: [annAge] });
    const forger = new Encrypter();
    forger.addRecipient(annAge);
    const forged = await forger.encrypt("somebody's own");
    const db = new Database(tested.db);
    db.prepare("UPDATE sealed_value SET ciphertext = ?").run(Buffer.from(forged));
    db.close();
    await registry.close();
    const misses: string[] = [];
    const asked = { identity: ann, onMiss: (text: string) => misses.push(text) };
    await expect(revealAll(tested.config, undefined, asked)).rejects.toMatchObject({ code: "VALUE_GONE" });
    expect(misses[0]).toContain("is not the value of this secret");
  });
});

const OWN_RULE = `
rules:
  - id: acme-key
    title: Acme key
    provider: acme
    severity: high
    keywords: [acme_]
    pattern: '(?<secret>acme_[a-z0-9]{24})'
    runbook: generic
    examples: ['acme_<hex:24>', 'KEY=acme_<hex:24>']
    counterexamples: ['acme_short']
`;
