import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FORMAT_IDS } from "../../src/report/format-ids.ts";
import type { ReportModel, SecretReport } from "../../src/report/model.ts";
import { needles } from "../demo/needles.ts";
import { browser } from "../support/browser.ts";
import { AWS_ENV } from "../support/ecr.ts";
import { HUB_LOGIN } from "../support/hub.ts";
import { dockerConfig } from "../support/hub-case.ts";
import { requireTool } from "../support/tools.ts";
import { type Answered, runHere } from "./command.ts";
import { firstImages, secondImages } from "./images.ts";
import { startRegistries, type WorkedRegistries } from "./organisation.ts";
import { type WorkedValues, workedValues } from "./values.ts";

const values = workedValues();
const FIRST_AUDIT = new Date("2026-09-25T09:00:00Z");
const SECOND_AUDIT = new Date("2026-10-25T09:00:00Z");

/**
 * Two audits of an organisation, a month apart, and the work between them. What is shown of it is in fixtures/worked: to
 * read what exhume says in a case, and to see what a change of it changes (`npx vitest run test/worked -u`).
 */
describe.skipIf(!requireTool("docker-registry"))("the worked case", () => {
  let registries: WorkedRegistries;
  const folder = mkdtempSync(join(tmpdir(), "exhume-worked-"));
  const db = join(folder, "case.db");
  /** All that was ever shown, to be searched for values. */
  let shown = "";

  const exhume = async (...args: readonly string[]): Promise<Answered> => {
    const answered = await runHere([...args, "--db", db]);
    shown += answered.stdout + answered.stderr;
    return answered;
  };
  const audit = async (): Promise<Answered> =>
    exhume(
      "audit",
      ...registries.targets,
      ...registries.endpoints.flatMap((pair) => ["--endpoint", pair]),
      "--region",
      "eu-west-1",
    );
  const report = async (): Promise<ReportModel> => JSON.parse((await exhume("report", "--format", "json")).stdout);
  const find = async (name: keyof WorkedValues): Promise<SecretReport> => {
    const { secrets }: ReportModel = JSON.parse((await exhume("report", "--reveal-hash")).stdout);
    const found = secrets.find(({ sha256 }) => sha256 === sha256Of(values[name]));
    if (found === undefined) throw new Error(`${name} was not found`);
    return found;
  };
  const track = async (name: keyof WorkedValues, ...flags: readonly string[]): Promise<Answered> =>
    exhume("track", (await find(name)).id, "--by", "ann", ...flags);
  const golden = async ({ stdout }: Answered, name: string): Promise<void> =>
    expect(stdout.replaceAll((await report()).case.id, "<case>")).toMatchFileSnapshot(`../../fixtures/worked/${name}`);

  beforeAll(async () => {
    registries = await startRegistries();
    const env = { ...AWS_ENV, AWS_ENDPOINT_URL_ECR: registries.ecr.url, DOCKER_AUTH_CONFIG: dockerConfig(HUB_LOGIN) };
    for (const [name, value] of Object.entries({ ...env, HOME: folder })) vi.stubEnv(name, value);
    // The key of the case decides the ids of its secrets: with this one they are the same each time.
    writeFileSync(`${db}.key`, `${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o600 });
    await registries.push(firstImages(values));
    vi.useFakeTimers({ toFake: ["Date"], now: FIRST_AUDIT });
  }, 120_000);
  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
    await registries?.close();
  });

  describe("the first audit", () => {
    it("reads thirty images of three registries, and finds all but the token that is made later", async () => {
      expect((await audit()).code).toBe(1);
      const { totals, verdict } = await report();
      expect(totals).toMatchObject({ repositories: 8, images: 30, secrets: Object.keys(values).length - 1 });
      expect(verdict).toBe("complete");
    });

    it("gives a checklist in waves, with what stands together", async () => {
      const { credentials, waves = [] } = await report();
      const id = await find("deployKeyId");
      const key = await find("deployKey");
      expect(credentials).toContainEqual(expect.objectContaining({ secrets: [id.id, key.id] }));
      expect(waves.map(({ wave }) => wave)).toEqual([1, 2, 3, 4]);
      await golden(await exhume("plan"), "first-checklist.md");
      await golden(await exhume("status"), "first-status.txt");
      await golden(await exhume("show", id.id), "first-credential.txt");
    });
  });

  describe("the month of work", () => {
    it("goes on in order, and says what stands against a shortcut", async () => {
      vi.setSystemTime(new Date("2026-09-26T10:00:00Z"));
      const early = await track("shopDatabase", "--state", "deleted");
      expect(early.code).toBe(2);
      expect(early.stderr).toMatch(/deployed/);
      for (const state of ["replacing", "deployed", "disabled", "deleted"])
        expect((await track("stripeLive", "--state", state)).code).toBe(0);
      for (const name of ["githubBuild", "npmOld", "shopDatabase"] as const)
        expect((await track(name, "--state", "deployed,rotated", "--note", "new one in the vault")).code).toBe(0);
      const accepted = ["--state", "accepted", "--until", "2026-10-10", "--note", "the bot is switched off in October"];
      expect((await track("slackBot", ...accepted)).code).toBe(0);
    });

    it("is not over before it is proven", async () => {
      const { id } = await find("npmOld");
      const refused = await exhume("close", id, "--by", "ann");
      expect(refused.code).toBe(1);
      await golden(refused, "closure-refused.txt");
    });
  });

  describe("the second audit", () => {
    it("sees what is new, what came back, and what was rotated and leaked again", async () => {
      await registries.push(secondImages(values));
      await registries.remove(
        firstImages(values).filter(
          ({ repository, tags }) => repository === "acme/cli" && tags[0] !== "1.2" && tags[0] !== "1.3",
        ),
      );
      vi.setSystemTime(SECOND_AUDIT);
      expect((await audit()).code).toBe(1);
      expect((await find("githubBuild")).work.state).toBe("new");
      expect((await find("slackBot")).work.state).toBe("new");
      expect((await find("stripeLive")).work.state).toBe("deleted");
      expect((await find("npmNew")).follows).toEqual([(await find("npmOld")).id]);
      await golden(await exhume("status"), "second-status.txt");
      await golden(await exhume("diff"), "diff.txt");
      await golden(await exhume("plan"), "second-checklist.md");
      await golden(await exhume("runs"), "runs.txt");
      await expect(`${JSON.stringify((await report()).trend, undefined, 2)}\n`).toMatchFileSnapshot(
        "../../fixtures/worked/trend.json",
      );
      await golden(await exhume("purge", (await find("npmNew")).id), "purge.txt");
    });

    it("lets a secret be closed when all of it is proven", async () => {
      const { id } = await find("npmOld");
      const said = ["--by", "ann", "--note", "the registry lists the new token only; 0 publishes with the old one"];
      expect((await exhume("evidence", id, "--revoked", "--logs-reviewed", ...said)).code).toBe(0);
      const closed = await exhume("close", id, "--by", "ann");
      expect(closed.code).toBe(0);
      await golden(closed, "closure-proof.txt");
      expect((await find("npmOld")).work.state).toBe("verified");
      const live = await exhume("close", (await find("shopDatabase")).id, "--by", "ann");
      expect(live.code).toBe(1);
      await golden(live, "closure-refused-live.txt");
    });

    it("has one log of all of it, which holds", async () => {
      const log = await exhume("log", "--verify");
      expect([log.code, log.stdout]).toEqual([0, expect.stringMatching(/intact/)]);
    });
  });

  it("is written in every form", async () => {
    for (const format of FORMAT_IDS) {
      const { code, stdout } = await exhume("report", "--format", format);
      expect([code, stdout.length > 500]).toEqual([0, true]);
      if (format === "csv" || format === "sarif") await golden({ code, stdout, stderr: "" }, `report.${format}`);
    }
  });

  describe.skipIf(!requireTool("chromium"))("its HTML report", () => {
    const { open } = browser();

    it("opens in every part, and says what the case says", async () => {
      const { stdout } = await exhume("report", "--format", "html");
      const { page, errors, requests, go } = await open(stdout);
      for (const link of await page.getByRole("navigation").first().getByRole("link").all()) {
        await link.click();
        await page.locator("main h1").waitFor();
      }
      for (const { id, title, preview } of (await report()).secrets) {
        await go(`#secret/${id}`);
        await page.getByRole("heading", { level: 1, name: title }).waitFor();
        expect(await page.locator("main").textContent()).toContain(preview);
      }
      expect([errors, requests]).toEqual([[], []]);
    });
  });

  it("shows no value anywhere", () => {
    expect(shown.length).toBeGreaterThan(10_000);
    for (const value of Object.values(values))
      for (const needle of needles(value)) expect(shown.includes(needle)).toBe(false);
  });
});

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
