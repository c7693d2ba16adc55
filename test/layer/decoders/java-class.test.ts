import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { permanentScratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile, scanTexts } from "./scan-container.ts";

const SOURCE = `
import java.util.*;
public class Settings {
  static final String CONSTANT_KEY = "${secret(1)}";
  static String staticToken = "${secret(2)}";
  final String[] list = { "${secret(3)}" };
  private String fieldPassword = "${secret(4)}";
  void setUp(Map<String, String> map, Settings other, int n) {
    map.put("db.password", "${secret(5)}");
    other.setApiSecret("${secret(6)}");
    switch (n) { case 1: n = 2; break; case 2: case 3: n = 5; break; case 900: n = 7; }
    switch (n) { case 1: n = 2; break; case -70000: n = 5; break; case 900000: n = 7; }
    for (int i = 0; i < 70000; i++) n += 40000 * i;
    String local = "${secret(7)}";
    System.out.println(local + n + "-----BEGIN\\n${secret(8)}\\n");
    staticToken = "${secret(10)}";
  }
  void setApiSecret(String value) { fieldPassword = value; }
  enum Kind { A, B }
}`;

describe.skipIf(!requireTool("javac") || !requireTool("jar"))("a class of Java", () => {
  const cwd = permanentScratch();
  beforeAll(() => {
    mkdirSync(`${cwd}/out`);
    writeFileSync(`${cwd}/Settings.java`, SOURCE);
    execFileSync("javac", ["-d", "out", "Settings.java"], { cwd });
    execFileSync("jar", ["cf", "app.jar", "-C", "out", "."], { cwd });
    mkdirSync(`${cwd}/war/WEB-INF/lib`, { recursive: true });
    execFileSync("cp", ["app.jar", "war/WEB-INF/lib/app.jar"], { cwd });
    execFileSync("jar", ["cf", "app.war", "-C", "war", "."], { cwd });
    execFileSync("jar", ["cf", "app.ear", "app.war"], { cwd });
  });
  const built = (name: string): Buffer => readFileSync(`${cwd}/${name}`);

  it("gives its strings with the fields, keys and setters that they are for", async () => {
    const texts = await scanTexts("Settings.class", built("out/Settings.class"));
    const lines = (texts["Settings.class!/Settings.java"] ?? "").split("\n");
    const named = lines.filter((line) => /^[\w.]+ = "SECRET-/.test(line));
    expect(named.sort()).toEqual([
      `ApiSecret = "${secret(6)}"`,
      `CONSTANT_KEY = "${secret(1)}"`,
      `db.password = "${secret(5)}"`,
      `fieldPassword = "${secret(4)}"`,
      `staticToken = "${secret(2)}"`,
      `staticToken = "${secret(10)}"`,
    ]);
    for (const n of [3, 7]) expect(lines).toContain(`"${secret(n)}"`);
    expect(lines).toContain(secret(8));
  });

  it("in a jar in a war in an ear is found at its place, and nothing is lost", async () => {
    const { found, skips } = await scanFile("app.ear", built("app.ear"));
    const path = "app.ear!/app.war!/WEB-INF/lib/app.jar!/Settings.class!/Settings.java";
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10].map((n) => `${path}: ${secret(n)}`).sort());
    expect(skips).toEqual([]);
  });

  it("deep in other containers is no loss: it is text at any depth", async () => {
    const { found, skips } = await scanFile("app.ear", built("app.ear"), { limits: { depth: 3 } });
    expect(found).toHaveLength(9);
    expect(skips).toEqual([]);
  });

  it("that is cut is scanned as it is, and said", async () => {
    const whole = built("out/Settings.class");
    for (const cut of [9, 300, whole.length - 200])
      expect((await scanFile("A.class", whole.subarray(0, cut))).skips).toEqual([
        "A.class: a class of Java that is cut or damaged: scanned as it is",
      ]);
  });

  it("that hands out one string again and again is stopped", async () => {
    const { found, skips } = await scanFile("A.class", repeating());
    expect(found).toEqual([]);
    expect(skips).toEqual(["A.class: its constants are more than 4 times its size: the rest is not told"]);
  });

  it("with any damage neither throws nor hangs", async () => {
    const last = { path: "last", content: secret(9) };
    const classes = readdirSync(`${cwd}/out`).map((name) => built(`out/${name}`));
    const hit = fc.record({ at: fc.nat(3000), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...classes), fc.array(hit, { maxLength: 8 }), async (whole, hits) => {
        const content = Buffer.from(whole);
        for (const { at, byte } of hits) content[8 + (at % (content.length - 8))] = byte;
        expect((await scanEntries([{ path: "A.class", content }, last])).found).toContain(`last: ${secret(9)}`);
      }),
      { numRuns: 300 },
    );
  });
});

/** A class whose one method assigns a string of 60,000 characters to a field, 1000 times. */
const repeating = (): Buffer => {
  const u16 = (...values: readonly number[]): Buffer =>
    Buffer.concat(values.map((n) => Buffer.from([n >> 8, n & 255])));
  const utf8 = (text: string): Buffer => Buffer.concat([Buffer.from([1]), u16(text.length), Buffer.from(text)]);
  const pool = [
    utf8("f"),
    utf8("x".repeat(60_000)),
    Buffer.concat([Buffer.from([8]), u16(2)]),
    Buffer.concat([Buffer.from([12]), u16(1, 1)]),
    Buffer.concat([Buffer.from([9]), u16(1, 4)]),
    utf8("Code"),
  ];
  const code = Buffer.alloc(5000, Buffer.from([18, 3, 179, 0, 5]));
  const attribute = Buffer.concat([u16(6, 0, 12 + code.length, 9, 9, 0, code.length), code, u16(0, 0)]);
  return Buffer.concat([
    Buffer.from([0xca, 0xfe, 0xba, 0xbe]),
    u16(0, 61, pool.length + 1),
    ...pool,
    u16(0, 0, 0, 0, 0, 1, 0, 1, 1, 1),
    attribute,
    u16(0),
  ]);
};
