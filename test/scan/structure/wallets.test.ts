import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BIP39_WORDS } from "../../../src/scan/structure/bip39-words.ts";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";
import { examine } from "./examine.ts";

const only = (text: string, ruleId: string) => {
  const found = scanText(text).filter((finding) => finding.ruleId === ruleId);
  expect(found, text).toHaveLength(1);
  return found[0]!;
};

describe("recovery phrases", () => {
  test("the words are those of BIP-39", () => {
    expect(
      createHash("sha256")
        .update(`${BIP39_WORDS.join("\n")}\n`)
        .digest("hex"),
    ).toBe("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  });

  test.each([12, 15, 18, 21, 24])("the checksum of %i words proves them", (words) => {
    expect(examine("mnemonic", expand(`<mnemonic:${words}>`, 1))).toMatchObject({
      confidence: "high",
      facts: { words, checksum: "valid" },
    });
  });

  // The vectors of BIP-39: entropy of 7f, 80 and ff bytes.
  test.each([
    "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
    `${"zoo ".repeat(11)}wrong`,
  ])("a vector of the specification: %s", (phrase) => {
    expect(examine("mnemonic", phrase)).toMatchObject({ facts: { checksum: "valid", words: 12 } });
  });

  test("two words changed about are likely an example", () => {
    const [first, second, ...rest] = expand("<mnemonic>", 1).split(" ");
    expect(examine("mnemonic", [second, first, ...rest].join(" "))).toMatchObject({
      confidence: "low",
      validity: "malformed",
      facts: { checksum: "invalid" },
    });
  });

  test("words that are not of the list are prose", () => {
    expect(
      examine("mnemonic", "these are twelve words that people wrote in some text about a wallet").reject,
    ).toBeDefined();
  });

  test("the phrase ends where its checksum holds, and is one secret however it is written", () => {
    const phrase = expand("<mnemonic>", 3);
    const text = `MNEMONIC=${phrase} and then say some other about it`;
    const finding = only(text, "bip39-recovery-phrase");
    expect(text.slice(finding.span.start, finding.span.end)).toBe(phrase);
    const other = only(`seed_phrase: "${phrase.replaceAll(" ", ", ")}"`, "bip39-recovery-phrase");
    expect(other.fingerprint).toBe(finding.fingerprint);
  });

  test("a word of the list that reads like a placeholder does not hide the phrase", () => {
    const phrase = Array.from({ length: 40 }, (_phrase, seed) => expand("<mnemonic:24>", seed)).find((text) =>
      /replace|example/.test(text),
    );
    expect(only(`MNEMONIC="${phrase}"`, "bip39-recovery-phrase").confidence).toBe("high");
  });

  test("eleven times the first word is everybody's phrase", () => {
    expect(only(`mnemonic: ${"abandon ".repeat(11)}about`, "bip39-recovery-phrase").known).toBe("test");
  });
});

describe("private keys of coins", () => {
  test("Bitcoin: the checksum proves one and tells the network", () => {
    const value = expand("<wif>", 1);
    expect(examine("wif", value)).toMatchObject({
      confidence: "high",
      facts: { network: "main", compressed: true, checksum: "valid" },
    });
    const last = value.endsWith("2") ? "3" : "2";
    expect(examine("wif", value.slice(0, -1) + last)).toMatchObject({ confidence: "low", validity: "malformed" });
  });

  test("an address has a checksum too, and is no key", () => {
    expect(examine("wif", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2").reject).toBeDefined();
  });

  test("Ethereum: one secret with and without 0x, in either case", () => {
    const key = expand("<hex:64>", 1);
    const [plain, marked, capital] = [key, `0x${key}`, `0x${key.toUpperCase()}`].map(
      (value) => only(`DEPLOYER_PRIVATE_KEY=${value}`, "ethereum-private-key").fingerprint,
    );
    expect(marked).toBe(plain);
    expect(capital).toBe(plain);
  });
});
