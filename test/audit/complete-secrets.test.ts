import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, type ImageOptions, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const PASSWORD = expand("<password>", 4);
const USER = "orders_writer";
const HOST = "orders.db.corp.internal";

let registry: TestRegistry;
let testCase: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  testCase = createTestCase();
});
afterEach(async () => {
  testCase.remove();
  await registry.close();
});

interface Pushed extends Pick<ImageOptions, "env"> {
  /** Text by path; each is a layer. */
  readonly files?: Readonly<Record<string, string>>;
}
/** Two tags of one repository are two images. */
const push = (name: string, { env = [], files = {} }: Pushed): void => {
  const [repository = "", tag = ""] = name.split(":");
  const layers = Object.entries(files).map(([path, text]) => gzipLayer([layer.file(path, text)]));
  registry.push(repository, image({ env, layers, created: "2026-01-02T03:04:05Z" }), { tags: [tag] });
};
const audit = async (...names: readonly string[]): Promise<void> => {
  if (names.length === 0) await testCase.audit(registry.host);
  for (const name of names) await testCase.audit(`${registry.host}/${name}`);
};
const passwords = async () => {
  const { plan } = await testCase.report();
  return plan.open.flatMap(({ secrets }) => secrets).filter(({ ruleId }) => ruleId === "generic-password");
};
/** Of the only password. */
const told = async (): Promise<Facts> => {
  const [first, ...others] = await passwords();
  expect(others).toEqual([]);
  const { user, host } = first?.facts ?? {};
  return { ...(user === undefined ? {} : { user }), ...(host === undefined ? {} : { host }) };
};
const DATABASE = { env: [`DB_USER=${USER}`, `DB_HOST=${HOST}`] };
const BOTH = { user: USER, host: HOST };

describe("user and host of a password", () => {
  it("in a file are those in the variables of its image, with the place that says so", async () => {
    push("shop:1", { ...DATABASE, files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n` } });
    await audit();
    const [secret] = await passwords();
    expect(secret?.facts).toMatchObject(BOTH);
    expect(secret?.reasons).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^user name at Env\[DB_USER\] of config sha256:[0-9a-f]{12}: the only one named so in the image \(likely\)$/,
        ),
        expect.stringMatching(/^host at Env\[DB_HOST\] of config .*: the only one named so in the image \(likely\)$/),
      ]),
    );
    expect(secret?.confidence).not.toBe("high");
  });

  it("in the variables of an image are those in a file of it", async () => {
    const files = { "app/db.properties": `db.user=${USER}\ndb.host=${HOST}\n` };
    push("shop:1", { env: [`DB_PASSWORD=${PASSWORD}`], files });
    await audit();
    expect(await told()).toEqual(BOTH);
    expect((await passwords())[0]?.reasons.join()).toContain("user name at line 1 of app/db.properties in sha256:");
  });

  it("are those in a file of another layer", async () => {
    const files = {
      "etc/shop/db.conf": `db_user = ${USER}\ndb_host = ${HOST}\n`,
      "run.env": `DB_PASSWORD=${PASSWORD}\n`,
    };
    push("shop:1", { files });
    await audit();
    expect(await told()).toEqual(BOTH);
  });

  it("are those of another image of its repository", async () => {
    push("shop:1", DATABASE);
    push("shop:2", { files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n` } });
    await audit();
    expect(await told()).toEqual(BOTH);
    expect((await passwords())[0]?.reasons.join()).toContain("the only one named so in the repository (likely)");
  });

  it("stand in another repository only where their name is not one that anybody has", async () => {
    push("charts:1", { env: [`BILLING_DB_USER=${USER}`, `BILLING_DB_HOST=${HOST}`] });
    push("jobs:1", { files: { "app/.env": `BILLING_DB_PASSWORD=${PASSWORD}\n` } });
    await audit();
    expect(await told()).toEqual(BOTH);
  });

  it("are not those of another repository that anybody's are called", async () => {
    push("charts:1", DATABASE);
    push("jobs:1", { files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n` } });
    await audit();
    expect(await told()).toEqual({});
  });

  it("are not told where two are called so", async () => {
    const files = { "app/.env": `DB_PASSWORD=${PASSWORD}\n`, "etc/old.conf": "db_user = legacy_reader\n" };
    push("shop:1", { ...DATABASE, files });
    await audit();
    expect(await told()).toEqual({ host: HOST });
  });

  it("are not told where an image in which the password stands too has another one", async () => {
    const files = { "app/.env": `DB_PASSWORD=${PASSWORD}\n` };
    push("shop:1", { ...DATABASE, files });
    push("tools:1", { env: ["DB_USER=legacy_reader"], files });
    await audit();
    expect(await told()).toEqual({ host: HOST });
  });

  it("are not those of a library", async () => {
    const config = `{ "dbUser": "${USER}", "dbHost": "${HOST}" }\n`;
    push("shop:1", {
      files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n`, "app/node_modules/orm/test/config.json": config },
    });
    await audit();
    expect(await told()).toEqual({});
  });

  it("are no names of programs", async () => {
    const files = { "app/.env": `DB_PASSWORD=${PASSWORD}\n`, "app/main.js": "const dbUser = current;\n" };
    push("shop:1", { files });
    await audit();
    expect(await told()).toEqual({});
  });
});

it("the account of a vendor's secret is the only one of its image", async () => {
  const account = expand("AC<hex:32>", 1);
  const files = { "app/.env": `TWILIO_AUTH_TOKEN=${expand("<hex:32>", 3)}\n` };
  push("one:1", { env: [`TWILIO_ACCOUNT_SID=${account}`], files });
  await audit();
  const accounts = async () =>
    (await testCase.report()).plan.open.flatMap((task) => task.secrets.map((s) => s.facts.account));
  expect(await accounts()).toEqual([account]);
  push("two:1", { env: [`TWILIO_ACCOUNT_SID=${expand("AC<hex:32>", 2)}`], files });
  await audit();
  expect(await accounts()).toEqual([undefined]);
});

describe("a user name that is a secret elsewhere", () => {
  const value = "orchid77Falcon";
  const bytes = (): string =>
    readdirSync(testCase.folder)
      .map((name) => readFileSync(join(testCase.folder, name), "latin1"))
      .join("");

  it.each([
    ["before", ["a-login", "b-name"]],
    ["after", ["b-name", "a-login"]],
  ])("that is read %s it is told nowhere, and stands nowhere in the case", async (_, order) => {
    push("a-login:1", { files: { "app/.env": `APP_PASSWORD=${value}\n` } });
    push("b-name:1", { env: [`DB_USER=${value}`], files: { "app/db.env": `DB_PASSWORD=${PASSWORD}\n` } });
    for (const name of order) await audit(name);
    const found = await passwords();
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain(value);
    expect(bytes()).not.toContain(value);
  });

  it("stands nowhere in the case while nobody knows", async () => {
    push("b-name:1", { env: [`DB_USER=${value}`], files: { "app/db.env": `DB_PASSWORD=${PASSWORD}\n` } });
    await audit();
    expect(await told()).toEqual({ user: value });
    expect(bytes()).not.toContain(value);
  });
});

it("without the key of the case nothing is told", async () => {
  push("shop:1", { ...DATABASE, files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n` } });
  await audit();
  rmSync(`${testCase.db}.key`);
  expect(await told()).toEqual({});
});

it("a scan with other rules takes the place of the one before", async () => {
  push("shop:1", { ...DATABASE, files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n` } });
  await audit();
  const halves = (): readonly unknown[] => {
    const db = new Database(testCase.db, { readonly: true });
    const rows = db.prepare("SELECT blob_id, rule_id, name FROM named_half ORDER BY 1, 2, 3").all();
    db.close();
    return rows;
  };
  const before = halves();
  const rules = join(testCase.folder, "own.toml");
  writeFileSync(rules, `[[rules]]\nid = "acme"\nregex = '''acme=([a-z]{20})'''\n`);
  const again = createTestCase({ rules: [rules], db: testCase.db });
  await again.audit(registry.host);
  again.remove();
  expect(before).toHaveLength(2);
  expect(halves()).toEqual(before);
  expect(await told()).toEqual(BOTH);
});

it("an audit that was interrupted ends where an undisturbed one does", async () => {
  push("shop:1", {
    ...DATABASE,
    files: { "app/.env": `DB_PASSWORD=${PASSWORD}\n`, "etc/a.conf": "mail_user = post\n" },
  });
  for (const _ of [1, 2, 3]) for await (const event of testCase.events(registry.host)) if (event.type === "blob") break;
  await audit();
  expect(await told()).toEqual(BOTH);
});

it("whatever the order of the images, and however often they are audited, it is the same", async () => {
  const names = ["charts", "jobs", "shop"];
  push("charts:1", { env: [`BILLING_DB_USER=${USER}`], files: { "etc/x.conf": `billing_db_host = ${HOST}\n` } });
  push("jobs:1", { files: { "app/.env": `BILLING_DB_PASSWORD=${PASSWORD}\n` } });
  push("shop:1", { env: [`BILLING_DB_USER=${USER}`, `BILLING_DB_PASSWORD=${expand("<password>", 9)}`] });
  const results = new Set<string>();
  for (const order of [names, [...names].reverse(), ["jobs", "shop", "charts", "jobs"]]) {
    testCase.remove();
    testCase = createTestCase();
    for (const name of order) await audit(name);
    const read = (await passwords()).map(({ facts: { user, host }, reasons }) =>
      JSON.stringify({ user, host, reasons }),
    );
    results.add(read.sort().join("\n"));
  }
  expect(results.size).toBe(1);
  const [only = ""] = results;
  expect(only.split(`"user":"${USER}","host":"${HOST}"`)).toHaveLength(3);
});
