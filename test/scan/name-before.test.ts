import { describe, expect, it } from "vitest";
import { nameBefore, nameToShow } from "../../src/scan/name-before.ts";

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

describe("nameToShow", () => {
  it.each([
    "INSERT INTO u VALUES (1,'ann','NAME','§",
    "INSERT INTO u VALUES ('NAME', '§",
    "ann,NAME,§",
    "ann:NAME:§",
    "1|ann|NAME|§",
    'connect("NAME", "§',
    '"NAME"+"§',
  ])("takes no word of a record or a call: %s", (text) => {
    for (const password of ["hunter2", "Summer2024", "Zt7waM3qx0y", "a.nn@b"]) {
      const written = text.replace("NAME", password);
      expect(nameToShow(written, written.indexOf("§"))).toBeUndefined();
    }
  });

  it.each([
    ["define('STRIPE_LIVE', '§", "STRIPE_LIVE"],
    ['Set("apiToken", "§', "apiToken"],
    ["sk=§", "sk"],
    ["stripe: §", "stripe"],
    ["{stripe:'§", "stripe"],
    ['{"stripe":"§', "stripe"],
    ["stripe => '§", "stripe"],
    ["<stripe>§", "stripe"],
    ['<add key="stripe" value="§', "stripe"],
    ["- name: stripe\n  value: §", "stripe"],
    ["const stripe: string = '§", "stripe"],
  ])("takes what a value is assigned to: %s", (text, name) => {
    expect(nameToShow(text, text.indexOf("§"))).toBe(name);
  });

  it("takes nothing that looks like a value", () => {
    expect(nameToShow("kQ8vzL2pw9x=§", 12)).toBeUndefined();
  });
});
