import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import type { Occurrence } from "../../src/domain/rotation.ts";
import { joinCredentials } from "../../src/rotation/credential.ts";
import { PAIRINGS } from "../../src/rotation/pairing.ts";
import { digest, image, occurrence, secret } from "../support/case.ts";

const RULES = await loadRules([resolve(import.meta.dirname, "../../rules")], AbortSignal.timeout(60_000));

const id = (name: string, ...at: readonly Partial<Occurrence>[]) => make("aws-access-key-id", name, at);
const key = (name: string, ...at: readonly Partial<Occurrence>[]) => make("aws-secret-access-key", name, at);
const make = (ruleId: string, name: string, at: readonly Partial<Occurrence>[]) =>
  secret(name, { ruleId, occurrences: at.map((parts) => occurrence({ ruleId, ...parts })) });

/** In an image of its own. */
const inImage = (name: string, repository = name): Pick<Occurrence, "images"> => ({
  images: [image({ repository, manifest: digest(name), tags: [name] })],
});
const env = (name: string, blob = "config"): Partial<Occurrence> => ({
  kind: "env",
  path: `Env[${name}]`,
  name,
  blob: digest(blob),
});
const pairsOf = (...secrets: Parameters<typeof joinCredentials>[0]) => {
  const names = new Map(["a", "b", "x", "y", "t"].map((name) => [secret(name).id, name]));
  return joinCredentials(secrets)
    .map(({ secrets: ids }) => ids.map((one) => names.get(one)).join("+"))
    .sort();
};

describe("joinCredentials", () => {
  it.each([
    ["next line", { line: 4 }, ["a+x"]],
    ["same line", { line: 3 }, ["a+x"]],
    ["ten lines on", { line: 13 }, ["a+x"]],
    ["eleven lines on, where both are the only ones", { line: 14 }, ["a+x"]],
    ["another file of the same layer, where both are the only ones", { line: 4, path: "b" }, ["a+x"]],
    [
      "a layer of another repository, where both are the only ones of the case",
      { line: 4, blob: digest("other"), ...inImage("other") },
      ["a+x"],
    ],
  ])("%s", (_, at, expected) => {
    expect(pairsOf(id("a", { line: 3 }), key("x", at))).toEqual(expected);
  });

  it("joins across files of a layer only where nothing else could be meant", () => {
    const far = [id("a", { line: 3 }), key("x", { line: 3, path: "b" })];
    expect(pairsOf(...far, key("y", { line: 90, path: "c" }))).toEqual([]);
    expect(pairsOf(...far, id("b", { line: 90, path: "c" }))).toEqual([]);
    const other = { line: 3, path: "b", blob: digest("other"), ...inImage("other") };
    expect(pairsOf(id("a", { line: 3 }), id("b", { line: 3, path: "c" }), key("x", other))).toEqual([]);
  });

  it("joins across the metadata of one image, across images only what has no others", () => {
    const history = { kind: "history", path: "history[2]", blob: digest("config") } as const;
    expect(pairsOf(id("a", env("KEY_ID")), key("x", history))).toEqual(["a+x"]);
    const other = key("x", { ...env("SECRET", "other"), ...inImage("other") });
    expect(pairsOf(id("a", env("KEY_ID")), other)).toEqual(["a+x"]);
    expect(pairsOf(id("a", env("KEY_ID")), other, id("b", { ...env("ID", "third"), ...inImage("third") }))).toEqual([]);
  });

  it("tells several keys of one environment apart by their names", () => {
    const secrets = [
      id("a", env("DEV_AWS_ACCESS_KEY_ID")),
      id("b", env("PROD_AWS_ACCESS_KEY_ID")),
      key("x", env("PROD_AWS_SECRET_ACCESS_KEY")),
      key("y", env("DEV_AWS_SECRET_ACCESS_KEY")),
    ];
    expect(pairsOf(...secrets)).toEqual(["a+y", "b+x"]);
    expect(pairsOf(...[...secrets].reverse())).toEqual(["a+y", "b+x"]);
  });

  it("tells several keys of one file apart by their names, whatever stands closer", () => {
    const secrets = [
      id("a", { line: 1, name: "DEV_AWS_ACCESS_KEY_ID" }),
      id("b", { line: 2, name: "PROD_AWS_ACCESS_KEY_ID" }),
      key("x", { line: 3, name: "DEV_AWS_SECRET_ACCESS_KEY" }),
      key("y", { line: 4, name: "PROD_AWS_SECRET_ACCESS_KEY" }),
    ];
    expect(pairsOf(...secrets)).toEqual(["a+x", "b+y"]);
  });

  it("takes two that are named apart only where there are no others, and then as likely", () => {
    const prod = id("a", env("PROD_AWS_ACCESS_KEY_ID"));
    const secrets = [key("x", env("BACKUP_SECRET_KEY")), id("b", env("DEV_AWS_ACCESS_KEY_ID"))] as const;
    expect(joinCredentials([prod, secrets[0]]).map(({ likely }) => likely)).toEqual([true]);
    expect(pairsOf(prod, ...secrets)).toEqual([]);
  });

  it.each([
    ["ids first", ["a", "x", "b", "y"]],
    ["secrets first", ["x", "a", "y", "b"]],
  ])("keeps to the side on which a list writes them: %s", (_, order) => {
    const secrets = order.map((name, line) => (name < "m" ? id(name, { line }) : key(name, { line })));
    expect(pairsOf(...secrets)).toEqual(["a+x", "b+y"]);
    const inOneLine = order.map((name, start) => {
      const at = { line: 1, span: { start: start * 50, end: start * 50 + 20 } };
      return name < "m" ? id(name, at) : key(name, at);
    });
    expect(pairsOf(...inOneLine)).toEqual(["a+x", "b+y"]);
  });

  it("takes the closest, each secret once", () => {
    expect(pairsOf(id("a", { line: 1 }), id("b", { line: 5 }), key("x", { line: 6 }))).toEqual(["b+x"]);
    expect(pairsOf(id("a", { line: 1 }), key("x", { line: 2 }), key("y", { line: 3 }))).toEqual(["a+x"]);
  });

  it("adds a session token to temporary keys only", () => {
    const token = make("aws-session-token", "t", [{ line: 5 }]);
    const temporary = { ...id("a", { line: 3 }), facts: { kind: "temporary (STS)" } };
    expect(pairsOf(temporary, key("x", { line: 4 }), token)).toEqual(["a+x+t"]);
    expect(pairsOf(id("a", { line: 3 }), key("x", { line: 4 }), token)).toEqual(["a+x"]);
  });

  it("shows where", () => {
    const [pair] = joinCredentials([id("a", { line: 3 }), key("x", { line: 4 })]);
    expect(pair?.evidence).toMatch(/^lines 3 and 4 of app\/\.env in sha256:[0-9a-f]{12}$/);
    expect(pair).not.toHaveProperty("likely");
  });
});

describe("halves that stand apart", () => {
  const file = { path: "root/.aws/key", line: 1, blob: digest("upper") };
  const inEnv = id("a", { ...env("AWS_ACCESS_KEY_ID"), ...inImage("one", "team/shop") });
  const joined = (...secrets: Parameters<typeof joinCredentials>[0]) =>
    joinCredentials(secrets).map(({ evidence, likely }) => `${likely ? "likely " : ""}${evidence}`);
  const [config, upper] = [digest("config").slice(0, 19), digest("upper").slice(0, 19)];
  const both = `Env[AWS_ACCESS_KEY_ID] of config ${config}, line 1 of root/.aws/key in ${upper}`;

  it.each<[string, ReturnType<typeof key>, readonly string[]]>([
    [
      "another layer of one image",
      key("x", { ...file, ...inImage("one", "team/shop") }),
      [`likely the only ones in registry.example/team/shop:one: ${both}`],
    ],
    [
      "another image of one repository",
      key("x", { ...file, ...inImage("two", "team/shop") }),
      [`likely the only ones in registry.example/team/shop: ${both}`],
    ],
    ["another repository", key("x", { ...file, ...inImage("two") }), [`likely the only ones in the case: ${both}`]],
    [
      "another repository, by a name that all have",
      key("x", { ...file, name: "AWS_SECRET_KEY", ...inImage("two") }),
      [`likely the only ones in the case: ${both}`],
    ],
    [
      "the default profile of a credentials file",
      key("x", { ...file, name: "default.aws_secret_access_key", ...inImage("one", "team/shop") }),
      [`likely the only ones in registry.example/team/shop:one: ${both}`],
    ],
    ["named after something else", key("x", { ...file, name: "BACKUP_SECRET", ...inImage("one", "team/shop") }), []],
    ["only guessed", { ...key("x", { ...file, ...inImage("one", "team/shop") }), confidence: "low" }, []],
    ["a documented example", { ...key("x", { ...file, ...inImage("one", "team/shop") }), state: "test" }, []],
  ])("%s", (_, member, expected) => {
    expect(joined(inEnv, member)).toEqual(expected);
  });

  it.each<[string, readonly Partial<Occurrence>[], readonly Partial<Occurrence>[], readonly string[]]>([
    [
      "of one name that says whose they are",
      [{ ...env("BILLING_AWS_ACCESS_KEY_ID"), ...inImage("one") }],
      [{ ...file, name: "billingAwsSecretKey", ...inImage("two") }],
      [
        `likely the only ones in the case that are named after "billing aws": Env[BILLING_AWS_ACCESS_KEY_ID] of config ${config}, line 1 of root/.aws/key in ${upper}`,
      ],
    ],
    [
      "of one name that says only where they run",
      [{ ...env("PROD_AWS_ACCESS_KEY_ID"), ...inImage("one") }],
      [{ ...file, name: "PROD_AWS_SECRET_KEY", ...inImage("two") }],
      [],
    ],
  ])("%s", (_, lead, member, expected) => {
    const another = key("y", { ...file, path: "c", blob: digest("third"), ...inImage("three") });
    expect(joined(id("a", ...lead), key("x", ...member), another)).toEqual(expected);
  });

  it("are not joined for being the only ones of the case, where a passphrase may be that of anything", () => {
    const encrypted = { ...make("private-key", "a", [{ line: 1 }]), facts: { encrypted: true } };
    const passphrase = (at: Partial<Occurrence>) => make("generic-password", "x", [{ name: "PASSPHRASE", ...at }]);
    expect(pairsOf(encrypted, passphrase({ line: 2 }))).toEqual(["a+x"]);
    expect(pairsOf(encrypted, passphrase({ line: 2, blob: digest("other"), ...inImage("other") }))).toEqual([]);
  });

  it("are not joined where one could be of several", () => {
    const everywhere = id(
      "a",
      { ...env("KEY_ID", "c1"), ...inImage("one") },
      { ...env("KEY_ID", "c2"), ...inImage("two") },
    );
    const first = key("x", { ...file, ...inImage("one") });
    const second = key("y", { ...file, path: "b", blob: digest("other"), ...inImage("two") });
    expect(pairsOf(everywhere, first)).toEqual(["a+x"]);
    expect(pairsOf(everywhere, first, second)).toEqual([]);
  });

  it("are joined among those that nearer ones left alone", () => {
    const shop = inImage("one", "team/shop");
    const near = [id("b", { line: 1, ...shop }), key("y", { line: 2, ...shop })];
    expect(pairsOf(inEnv, key("x", { ...file, ...shop }), ...near)).toEqual(["a+x", "b+y"]);
  });

  it("are never of two accounts, and surely of one", () => {
    const of = (account: string, half: ReturnType<typeof key>) => ({ ...half, facts: { account } });
    const member = key("x", { ...file, ...inImage("one", "team/shop") });
    expect(joined(of("1", inEnv), of("2", member))).toEqual([]);
    expect(joined(of("1", inEnv), of("1", member))[0]).toMatch(/^the only ones/);
    expect(pairsOf(of("1", id("a", { line: 1 })), of("2", key("x", { line: 2 })))).toEqual([]);
  });
});

describe("every pairing", () => {
  it("has halves that rules find", () => {
    const rules = new Set(RULES.map(({ id }) => id));
    const named = PAIRINGS.flatMap(({ lead, members }) => [...lead, ...members.flatMap((member) => member.rules)]);
    expect(named.filter((rule) => !rules.has(rule))).toEqual([]);
    expect(new Set(PAIRINGS.map(({ kind }) => kind)).size).toBe(PAIRINGS.length);
  });

  it("takes a half of any vendor by its name only, and no secret twice", () => {
    const sid = make("twilio-api-key-sid", "a", [{ line: 1, name: "TWILIO_API_KEY" }]);
    const own = make("generic-secret", "x", [{ line: 3, name: "TWILIO_API_SECRET" }]);
    const other = make("generic-secret", "y", [{ line: 2, name: "SESSION_SECRET" }]);
    expect(pairsOf(sid, own, other)).toEqual(["a+x"]);
    const lark = make("lark-app-id", "b", [{ line: 4, name: "TWILIO_LARK_APP" }]);
    const shared = make("generic-secret", "x", [{ line: 3, name: "TWILIO_LARK_SECRET" }]);
    expect(pairsOf(sid, lark, shared)).toHaveLength(1);
  });

  it("takes a passphrase for a key that has one", () => {
    const phrase = make("generic-password", "x", [{ line: 2, name: "SSH_KEY_PASSPHRASE" }]);
    const encrypted = (is: boolean) => ({ ...make("ssh-private-key", "a", [{ line: 1 }]), facts: { encrypted: is } });
    expect(pairsOf(encrypted(true), phrase)).toEqual(["a+x"]);
    expect(pairsOf(encrypted(false), phrase)).toEqual([]);
  });
});

describe("a dump of keys", () => {
  it("joins nothing in metadata, where names then say nothing", () => {
    const many = Array.from({ length: 5000 }, (_, index) => [
      id(`i${index}`, { ...env(`A${index}`), images: [] }),
      key(`k${index}`, { ...env(`B${index}`), images: [] }),
    ]);
    expect(joinCredentials(many.flat())).toEqual([]);
  });

  it("is joined pair by pair in one line of a file, with work that grows with its pairs", () => {
    let asked = 0;
    const counted = (half: ReturnType<typeof key>): ReturnType<typeof key> => {
      const { facts } = half;
      return Object.defineProperty({ ...half }, "facts", {
        get: () => {
          asked += 1;
          return facts;
        },
      });
    };
    const pairs = 1000;
    const dump = Array.from({ length: pairs }, (_, at) => [
      counted(id(`i${at}`, { line: 1, span: { start: at * 100, end: at * 100 + 20 } })),
      counted(key(`k${at}`, { line: 1, span: { start: at * 100 + 30, end: at * 100 + 70 } })),
    ]);
    const found = joinCredentials(dump.flat());
    const expected = Array.from({ length: pairs }, (_, at) => [secret(`i${at}`).id, secret(`k${at}`).id]);
    expect(new Set(found.map(({ secrets }) => secrets.join()))).toEqual(new Set(expected.map((pair) => pair.join())));
    expect(asked).toBeLessThan(pairs * 100);
  });
});
