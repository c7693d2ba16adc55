import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { auditedWork, type WorkedCase } from "../support/worked-case.ts";

const { newCase } = auditedWork();

/** Whose the secrets are, as `status` says once the lists that were kept are those of another day. */
const whose = async (work: WorkedCase, ...flags: readonly string[]): Promise<string | undefined> => {
  const db = new Database(join(work.cwd, "exhume.db"));
  db.exec("UPDATE listing SET holds_until = made_at WHERE whole = 0");
  db.close();
  return /^Owners .*$/m.exec((await work.run("status", ...flags)).stdout)?.[0];
};

it("the owners of the file are told on another day, too, and without the file those of the images", async () => {
  const work = newCase();
  writeFileSync(join(work.cwd, "OWNERS"), "* @platform\n");
  const owners = ["--owners", "OWNERS"];
  expect(await whose(work)).toContain("Ann 3");
  for (const _ of [1, 2]) expect(await whose(work, ...owners)).toContain("@platform 5");
  const { id } = await work.secret("npm");
  await work.run("track", id, "--state", "triaged", ...owners);
  for (const _ of [1, 2]) expect(await whose(work)).toContain("Ann 3");
  expect(await whose(work, ...owners)).toContain("@platform 5");
});
