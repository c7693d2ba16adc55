import { expect, test } from "vitest";
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
