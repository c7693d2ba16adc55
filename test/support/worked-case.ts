import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { ReportModel, SecretReport } from "../../src/report/model.ts";
import { type Ended, exhume } from "./exhume.ts";
import { gzipLayer, image, layer } from "./image.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";
import { expand } from "./samples.ts";
import { permanentScratch, scratch } from "./scratch.ts";

/** A folder with an audited case, and the commands that are run in it. */
export interface WorkedCase {
  readonly cwd: string;
  run(...args: readonly string[]): Promise<Ended>;
  /** The same with a text on stdin. */
  feed(input: string | Uint8Array, ...args: readonly string[]): Promise<Ended>;
  model(): Promise<ReportModel>;
  /** The first secret of a provider. */
  secret(provider: string): Promise<SecretReport>;
  states(): Promise<Readonly<Record<string, string>>>;
}

/** Labels of its images that name an owner or a source. */
const LABELS = {
  "org.opencontainers.image.authors": "Ann <ann@corp.example>",
  "org.opencontainers.image.source": "https://git.corp.example/team/shop",
};

/** An AWS pair and a GitHub token in team/shop, a Slack token in team/chat, a password in legacy/mail. */
function pushWork(registry: TestRegistry): void {
  const push = (
    repository: string,
    files: readonly (readonly [string, string])[],
    labels: Readonly<Record<string, string>> = {},
  ): void =>
    void registry.push(
      repository,
      image({ layers: [gzipLayer(files.map(([path, text]) => layer.file(path, text)))], labels }),
      { tags: ["1"] },
    );
  push(
    "team/shop",
    [
      [
        "root/.aws/credentials",
        expand("[default]\naws_access_key_id = AKIA<base32:16>\naws_secret_access_key = <b64:40>\n", 81),
      ],
      ["app/.env", expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 82)],
    ],
    LABELS,
  );
  push("team/chat", [["app/.npmrc", expand("//registry.corp.example/:_authToken=npm_<base62:30><crc32>\n", 83)]]);
  push("legacy/mail", [["etc/mail.conf", expand("smtp_password=<base62:22>\n", 84)]]);
}

/** The work of a file of tests is audited once; each test gets a copy of the case. `host` is that of its registry. */
export const auditedWork = (): { readonly newCase: () => WorkedCase; readonly host: () => string } => {
  const audited = permanentScratch();
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
    pushWork(registry);
    await exhume(["audit", registry.host, "--quiet"], { cwd: audited });
  });
  afterAll(async () => registry.close());
  return { newCase: () => copyCase(audited), host: () => registry.host };
};

/** A copy of a case for one test. */
function copyCase(folder: string): WorkedCase {
  const cwd = scratch();
  for (const name of ["exhume.db", "exhume.db.key"]) cpSync(join(folder, name), join(cwd, name));
  return openWorked(cwd);
}

function openWorked(cwd: string): WorkedCase {
  const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
  const model = async (): Promise<ReportModel> => JSON.parse((await run("report")).stdout);
  return {
    cwd,
    run,
    model,
    feed: async (input, ...args) =>
      exhume(args, { cwd, input: typeof input === "string" ? Buffer.from(input) : input }),
    secret: async (provider) => (await model()).secrets.find((secret) => secret.provider === provider)!,
    states: async () =>
      Object.fromEntries((await model()).secrets.map(({ ruleId, work }) => [ruleId, work.state] as const)),
  };
}
