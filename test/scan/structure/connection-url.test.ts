import { expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";

test.each([
  "mysql://user:password@localhost:3306/shop",
  "redis://username:passwd@cache.vendor-cloud.com:6379",
  "https://login:pwd@git.acme.io/shop.git",
  "https://user:xyz1@files.acme.io/",
  "postgres://postgres:postgres@127.0.0.1/shop",
  "mongodb://mongodb:mongodb@localhost/shop",
])("names of fields and what a server is delivered with are no login: %s", (address) => {
  expect(scanText(`ADDRESS="${address}"\n`)).toEqual([]);
});

test.each([
  "mysql://user:password@db:3306/shop",
  "mysql://shop:password@sql.acme.io/shop",
  "redis://user:passw0rd@cache.acme.io:6379",
  "postgres://postgres:postgres@db.acme.io/shop",
  "https://user:xyz12@files.acme.io/",
])("a weak password that somebody set is told: %s", (address) => {
  expect(scanText(`ADDRESS="${address}"\n`)).toHaveLength(1);
});

test.each(["o447951.ingest.sentry.io/5429219", "sentry.corp.internal:9000/base/12"])(
  "the public key in a DSN of Sentry is nearly nothing: %s",
  (project) => {
    const [found] = scanText(`SENTRY_DSN=https://${expand("<hex:32>", 2)}@${project}\n`);
    expect(found).toMatchObject({ confidence: "low", severity: "low", reasons: ["public key of a Sentry DSN"] });
  },
);

test("the secret in an old DSN and a token before a path are as bad as before", () => {
  const [key, secret] = [expand("<hex:32>", 2), expand("<hex:32>", 3)];
  expect(scanText(`SENTRY_DSN=https://${key}:${secret}@sentry.corp.internal/12\n`)[0]?.confidence).toBe("high");
  expect(scanText(`url = https://${key}@git.corp.internal/a/b.git\n`)[0]).toMatchObject({ severity: "high" });
});

test("an entity in a connection string of XML is a character of its password", () => {
  const xml = 'Server=db.corp.internal;User Id=app;Password=Walnut&amp;h4rbor;Encrypt=true"';
  const [found] = scanText(`<add connectionString="${xml} />\n`, { kind: "file", path: "app/web.config" });
  expect(found?.span.end).toBe(`<add connectionString="${xml}`.indexOf(";Encrypt"));
  const [same] = scanText("DB_PASSWORD='Walnut&h4rbor'\n", { kind: "file", path: "app/.env" });
  expect(same?.fingerprint).toBe(found?.fingerprint);
});
