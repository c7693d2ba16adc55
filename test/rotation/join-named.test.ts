import { describe, expect, it } from "vitest";
import type { Occurrence, Secret } from "../../src/domain/rotation.ts";
import { joinCredentials } from "../../src/rotation/credential.ts";
import { joinNamed, type NamedPlace } from "../../src/rotation/join-named.ts";
import { digest, image, occurrence, secret } from "../support/case.ts";

const shop1 = image({ repository: "shop", manifest: digest("shop:1") });
const shop2 = image({ repository: "shop", manifest: digest("shop:2") });
const jobs = image({ repository: "jobs", manifest: digest("jobs:1") });

const user = (value: string, parts: Partial<NamedPlace> = {}): NamedPlace => ({
  ruleId: "login-user",
  title: "user name",
  fingerprint: value,
  fact: "user",
  completes: ["generic-password"],
  alike: true,
  name: "DB_USER",
  at: { kind: "env", path: "Env[DB_USER]", line: 1, blob: digest("config") },
  images: [shop1],
  value: () => value,
  ...parts,
});
const account = (value: string, parts: Partial<NamedPlace> = {}): NamedPlace =>
  user(value, {
    ruleId: "twilio-account",
    fact: "account",
    completes: ["twilio-*", "*-auth-token"],
    alike: false,
    ...parts,
  });
const password = (at: Partial<Occurrence> = {}, parts: Partial<Secret> = {}): Secret =>
  secret("p", {
    ruleId: "generic-password",
    occurrences: [occurrence({ ruleId: "generic-password", name: "DB_PASSWORD", images: [shop1], ...at })],
    ...parts,
  });
const token = (at: Partial<Occurrence> = {}): Secret => {
  const ruleId = "twilio-auth-token";
  return secret("t", { ruleId, provider: "twilio", occurrences: [occurrence({ ruleId, images: [shop1], ...at })] });
};
const factsOf = (one: Secret, ...halves: readonly NamedPlace[]) => joinNamed([one], halves)[0]?.facts;

describe("joinNamed", () => {
  it.each<[string, Partial<Occurrence>, readonly NamedPlace[], string | undefined]>([
    ["the only one of the image", {}, [user("ann")], "ann"],
    ["one value at two places of it", {}, [user("ann"), user("ann", { name: "dbUsername" })], "ann"],
    ["two values", {}, [user("ann"), user("bob")], undefined],
    ["two values, one named otherwise", {}, [user("ann"), user("bob", { name: "MAIL_USER" })], "ann"],
    ["one named otherwise", {}, [user("ann", { name: "MAIL_USER" })], undefined],
    ["names that say nothing", { name: "PASSWORD" }, [user("ann", { name: "USER" })], undefined],
    ["another image of the repository", {}, [user("ann", { images: [shop2] })], "ann"],
    [
      "two values in other images of the repository",
      {},
      [user("ann", { images: [shop2] }), user("bob", { images: [shop2] })],
      undefined,
    ],
    ["its image before its repository", {}, [user("ann"), user("bob", { images: [shop2] })], "ann"],
    ["a name of many in another repository", {}, [user("ann", { images: [jobs] })], undefined],
    [
      "a name of its own in another repository",
      { name: "BILLING_DB_PASSWORD" },
      [user("ann", { images: [jobs], name: "BILLING_DB_USER" })],
      "ann",
    ],
    [
      "a name of an environment in another repository",
      { name: "PROD_DB_PASSWORD" },
      [user("ann", { images: [jobs], name: "PROD_DB_USER" })],
      undefined,
    ],
    [
      "two images of the secret, one user in each",
      { images: [shop1, jobs] },
      [user("ann"), user("bob", { images: [jobs] })],
      undefined,
    ],
    ["two images of the secret, one user in one", { images: [shop1, jobs] }, [user("ann")], "ann"],
    [
      "two in its image, one in its repository",
      {},
      [user("ann"), user("bob"), user("ann", { images: [shop2] })],
      undefined,
    ],
  ])("%s", (_, at, halves, expected) => {
    expect(factsOf(password(at), ...halves)?.user).toBe(expected);
    expect(factsOf(password(at), ...[...halves].reverse())?.user).toBe(expected);
  });

  it("goes by names that are there", () => {
    const { name: _, ...nameless } = user("ann");
    const { name: __, ...place } = occurrence({ ruleId: "generic-password", images: [shop1] });
    expect(factsOf(password({}, { occurrences: [place] }), user("ann"), nameless)).toEqual({});
  });

  it("asks all places of a secret", () => {
    const two = password({}, { occurrences: [...password().occurrences, ...password({ images: [jobs] }).occurrences] });
    expect(factsOf(two, user("ann", { images: [jobs] }))?.user).toBe("ann");
    expect(factsOf(two, user("ann", { images: [jobs] }), user("bob"))?.user).toBeUndefined();
  });

  it("leaves what is known, and other kinds of secrets", () => {
    expect(factsOf(password({}, { facts: { user: "eve" } }), user("ann"))).toEqual({ user: "eve" });
    expect(factsOf(password({ ruleId: "generic-secret" }), user("ann"))).toEqual({});
  });

  it("says the same place, whatever the order", () => {
    const halves = ["a", "b", "c"].map((path) =>
      user("ann", { at: { kind: "file", path, line: 2, blob: digest(path) } }),
    );
    const reasons = [halves, [...halves].reverse()].map((order) => joinNamed([password()], order)[0]?.reasons);
    expect(reasons[0]).toEqual(reasons[1]);
    expect(reasons[0]?.[0]).toMatch(
      /^user name at line 2 of \w in sha256:[0-9a-f]{12}: the only one named so in the image/,
    );
  });

  it("tells the account of a vendor's secret by its image only", () => {
    expect(factsOf(token(), account("AC1"))?.account).toBe("AC1");
    expect(factsOf(token({ name: "X" }), account("AC1", { name: "Y" }))?.account).toBe("AC1");
    expect(factsOf(token(), account("AC1"), account("AC2"))?.account).toBeUndefined();
    expect(factsOf(token(), account("AC1", { images: [shop2] }))?.account).toBeUndefined();
  });

  it("reads no value that it does not tell", () => {
    const unread = (): string => {
      throw new Error("read");
    };
    expect(factsOf(password(), user("ann", { value: unread }), user("bob", { value: unread }))).toEqual({});
  });

  it("parts no credential, and makes none surer", () => {
    const lead = secret("a", {
      ruleId: "aws-access-key-id",
      provider: "aws",
      facts: { account: "1" },
      occurrences: [occurrence({ ruleId: "aws-access-key-id", images: [shop1] })],
    });
    const key = (facts: Secret["facts"], likely: boolean): Secret =>
      secret("k", {
        ruleId: "aws-secret-access-key",
        facts,
        ...(likely ? { likelyFacts: ["account"] } : {}),
        occurrences: [
          occurrence({ ruleId: "aws-secret-access-key", path: "else/where", blob: digest("k"), images: [shop1] }),
        ],
      });
    const join = (facts: Secret["facts"], likely = false) => joinCredentials([lead, key(facts, likely)]);
    expect(join({ account: "2" })).toEqual([]);
    expect(join({ account: "2" }, true)).toEqual(join({}));
    expect(join({ account: "1" })[0]?.likely).toBeUndefined();
    expect(join({ account: "1" }, true)[0]?.likely).toBe(true);
  });
});
