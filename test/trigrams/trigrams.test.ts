import { createHash } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { TRIGRAM_TABLE } from "../../src/scan/trigram-table.ts";
import { noise, unpackTable } from "../../src/scan/trigrams.ts";
import { ALPHABETS, pick, seeded } from "../support/random.ts";
import { HELD_OUT, TRAINED_ON } from "./packages.ts";
import { isHexNumber, wordsIn } from "./read-words.ts";
import source from "./source.json" with { type: "json" };
import { trainTable } from "./train-table.ts";

describe("the table that is shipped", () => {
  it("is the one that was made from the packages on record", () => {
    expect(createHash("sha256").update(unpackTable(TRIGRAM_TABLE)).digest("hex")).toBe(source.sha256);
    expect(source.from.map(({ name }) => name)).toEqual(TRAINED_ON);
    expect(TRAINED_ON.filter((name) => HELD_OUT.includes(name))).toEqual([]);
  });

  test.each([
    "correct-horse-battery-staple",
    "/usr/share/keyrings/archive.gpg",
    "getAuthenticationTokenFromRequest",
    "SQL_CALC_FOUND_ROWS",
    "image/svg+xml",
    "com.fasterxml.jackson.databind",
    "2024-11-30T10:20:30",
    "1208358310",
    "v1.27.4-beta.2",
    "contraseña-del-usuario",
  ])("%s is text", (text) => {
    expect(noise(text)).toBeLessThan(8);
  });

  test.each(["lower", "letters", "loweralnum", "upperalnum", "base32", "base58", "alnum", "b64url", "hex"])(
    "tokens of the alphabet %s are noise, the longer the more",
    (name) => {
      const random = seeded(name);
      const median = (length: number): number =>
        Array.from({ length: 101 }, () => noise(pick(random, { alphabet: ALPHABETS[name] ?? "", length }))).sort(
          (a, b) => a - b,
        )[50] as number;
      const medians = [12, 20, 40].map(median);
      expect(medians[0]).toBeGreaterThanOrEqual(15);
      expect(medians).toEqual([...medians].sort((a, b) => a - b));
      expect(medians[2]).toBeGreaterThan(40);
    },
  );

  it("sees the token behind words that say what it is", () => {
    const token = pick(seeded("behind"), { alphabet: ALPHABETS.alnum ?? "", length: 24 });
    expect(noise(`acme_live_secret_${token}`)).toBeGreaterThan(0.9 * noise(token));
  });
});

describe("a table", () => {
  const counts = new Map([
    ["harbor", 4],
    ["harbour-side", 1],
    ["walnutTree", 2],
  ]);

  it("is the same for the same words", () => {
    expect(trainTable(counts)).toBe(trainTable(new Map(counts)));
  });

  it("knows the words it was taught", () => {
    const table = unpackTable(trainTable(counts));
    expect(noise("harbor", table)).toBe(0);
    expect(noise("qzxjkvwpqy", table)).toBeGreaterThan(5);
  });

  it("is taught words of a text, and no data", () => {
    expect(wordsIn(`see /etc/fstab. "${"a".repeat(65)}" x = $user.name!`)).toEqual(["see", "/etc/fstab", "$user.name"]);
    expect(["0x7f8e", "3fa9c1b2", "u00e9tude"].map(isHexNumber)).toEqual([true, true, true]);
    expect(["facade", "utf8"].map(isHexNumber)).toEqual([false, false]);
  });
});
