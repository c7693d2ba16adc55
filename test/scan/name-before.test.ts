import { expect, it } from "vitest";
import { nameBefore } from "../../src/scan/name-before.ts";

it.each([
  ["NPM_TOKEN=§", "NPM_TOKEN"],
  ['"apiKey": "§', "apiKey"],
  ["<password>§", "password"],
  ["define('DB_PASSWORD', '§", "DB_PASSWORD"],
  ["DATABASE_URL=postgres://shop:§", "DATABASE_URL"],
  ['url: "https://ci:§', "url"],
  ["git clone https://x-access-token:§", undefined],
  ["just text §", undefined],
])("%s", (text, name) => {
  expect(nameBefore(text, text.indexOf("§"))).toBe(name);
});
