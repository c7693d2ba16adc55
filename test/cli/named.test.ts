import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const value = token(82);
let registry: TestRegistry;
let ids: readonly string[];
let other: string;

/** All that a command says, but for the second in which it says it. */
const run = async (...args: readonly string[]): Promise<string> => {
  const { status, stdout, stderr } = await exhume(args, { cwd, input: Buffer.from(value) });
  return JSON.stringify([status, stdout, stderr]).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
};
const change = (sql: string): void => {
  const db = new Database(join(cwd, "exhume.db"));
  db.exec(sql);
  db.close();
};

beforeAll(async () => {
  registry = await startRegistry();
  for (const seed of [81, 82, 83])
    registry.push(
      `app-${seed}`,
      image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${token(seed)}\n`)])] }),
      {
        tags: ["1"],
      },
    );
  await exhume(["audit", registry.host], { cwd });
  const { secrets }: ReportModel = JSON.parse((await exhume(["report"], { cwd })).stdout);
  const repositoryOf = ({ occurrences }: (typeof secrets)[number]) => occurrences[0]?.images[0]?.repository;
  other = secrets.find((secret) => repositoryOf(secret) === "app-81")!.id;
  ids = secrets.flatMap(({ id }) => (id === other ? [] : [id])).reverse();
});
afterAll(async () => registry.close());

describe("a command that names secrets", () => {
  it("says what it says of them when all of the case is read, and reads no others", async () => {
    const commands = [
      ["evidence", ...ids, "--revoked", "--note", "the provider says so"],
      ["close", ...ids],
      ["verify", ...ids],
      ["purge", ...ids],
      ["reveal", ids[0]!],
      ["match", "--json"],
      ["evidence", ...ids, "--revoked", "--note", `it was ${value}`],
      ["track", ...ids, "--note", "looked at", "--dry-run"],
    ];
    const wholly: string[] = [];
    for (const command of commands) {
      change("DELETE FROM listing");
      wholly.push(await run(...command));
    }
    change(`DELETE FROM place WHERE blob_id NOT IN (
      SELECT blob_id FROM place JOIN secret ON secret.id = secret_id
      WHERE substr(fingerprint, 1, 12) IN (${ids.map((id) => `'${id}'`).join(", ")}))`);
    const partly: string[] = [];
    for (const command of commands) partly.push(await run(...command));
    expect(partly).toEqual(wholly);
    expect(wholly.map((said) => said.slice(0, 3))).toEqual(["[0,", "[1,", "[0,", "[0,", "[0,", "[0,", "[2,", "[0,"]);
    // Who reads all places does not know it any more.
    expect(await run("verify", other)).toMatch(/^\[0,/);
  });
});
