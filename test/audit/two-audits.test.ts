import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareCase } from "../../src/audit/compare-case.ts";
import { createClosures } from "../../src/audit/read-closure.ts";
import type { Facts } from "../../src/domain/finding.ts";
import type { EventKind, Secret, WorkState } from "../../src/domain/rotation.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type BuiltImage, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
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

/** An image whose only file holds the token. */
const push = (name: string, path: string, seed: number): BuiltImage => {
  const [repository = "", tag = ""] = name.split(":");
  const built = image({ layers: [gzipLayer([layer.file(path, `GITHUB_TOKEN=${token(seed)}\n`)])] });
  registry.push(repository, built, { tags: [tag] });
  return built;
};
/** The only layer of an image of `app` is not served any more. */
const breakLayer = ({ blobs, config }: BuiltImage): void => {
  const [broken = ""] = [...blobs.keys()].filter((digest) => digest !== config.digest);
  const times = Number.POSITIVE_INFINITY;
  registry.faults.add({ path: `/v2/app/blobs/${broken}`, kind: "status", status: 404, times });
};
const audit = async (): Promise<void> => void (await testCase.audit(registry.host));
const withStore = <T>(use: (store: Store) => T): T => {
  const store = openStore(testCase.db, { create: false });
  try {
    return use(store);
  } finally {
    store.close();
  }
};
/** By the path of its first place. */
const secrets = async (): Promise<readonly Secret[]> => {
  const { plan } = await testCase.report();
  return [...plan.open, ...plan.closed].flatMap((task) => task.secrets);
};
const at = async (path: string): Promise<readonly Secret[]> =>
  (await secrets()).filter(({ occurrences }) => occurrences.some((place) => place.path === path));
interface Said {
  readonly state?: WorkState;
  readonly kind?: EventKind;
  readonly data?: Facts;
}
const say = (secret: Secret, { kind = "state", state = secret.state, data }: Said): void =>
  withStore((store) =>
    store.events.append([
      {
        fingerprint: secret.fingerprint,
        kind,
        state,
        actor: "kim",
        at: new Date().toISOString(),
        ...(data === undefined ? {} : { data }),
      },
    ]),
  );
const diff = async (from: string, to: string) => {
  const { plan, runs } = await testCase.report();
  return withStore((store) => compareCase({ store, plan, runs, now: new Date(), from, to }));
};
const idsOf = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id).sort();
const named = (name: string): string => `${registry.host}/${name}`;

describe("two audits", () => {
  it("tell what is new, gone, closed, re-opened, and leaked again", async () => {
    push("app:1", "app/.env", 1);
    push("svc:1", "srv/back.yml", 2);
    const legacy = push("legacy:1", "srv/gone.yml", 3);
    push("svc:2", "srv/done.yml", 4);
    await audit();
    const [[first], [back], [gone], [done]] = [
      await at("app/.env"),
      await at("srv/back.yml"),
      await at("srv/gone.yml"),
      await at("srv/done.yml"),
    ];
    for (const one of [first!, back!, done!]) say(one, { state: "rotated" });
    registry.remove("legacy", legacy.manifest.digest);
    push("app:2", "app/.env", 5);
    push("web:1", "srv/elsewhere.yml", 2);
    await audit();

    const next = (await at("app/.env")).find(({ id }) => id !== first!.id)!;
    const changes = await diff("previous", "last");
    expect(changes.secrets.new).toEqual([expect.objectContaining({ id: next.id, leakedAfter: [first!.id] })]);
    expect(idsOf(changes.secrets.reopened)).toEqual([back!.id]);
    expect(idsOf(changes.secrets.closed)).toEqual(idsOf([first!, done!]));
    expect(idsOf(changes.secrets.gone)).toEqual([gone!.id]);
    expect(changes.repositories).toEqual({ new: [named("web")], gone: [named("legacy")] });
    expect(changes.images.new.map(({ repository }) => repository)).toEqual([named("app"), named("web")]);
    expect(changes.images.gone).toEqual([{ repository: named("legacy"), digest: legacy.manifest.digest }]);
    expect(changes.waves).toEqual([{ wave: 1, from: 4, to: 3 }]);
    const { model } = await testCase.report();
    expect(model.progress).toMatchObject({ found: 1, closed: 2, reopened: 1, leakedAgain: 1, since: { run: 1 } });
    expect(model.trend?.map(({ open, found }) => [open, found])).toEqual([
      [4, 4],
      [3, 1],
    ]);
  });

  it("note on the old value that its successor leaked, once, and both know of each other", async () => {
    push("app:1", "app/.env", 1);
    await audit();
    const [old] = await at("app/.env");
    say(old!, { state: "rotated" });
    push("app:2", "app/.env", 2);
    const events = await testCase.audit(registry.host);
    expect(events.filter(({ type }) => type === "leaked-again")).toHaveLength(1);
    await audit();
    const [was, is] = [...(await at("app/.env"))].sort((a, b) => (a.id === old!.id ? -1 : b.id === old!.id ? 1 : 0));
    expect([was?.followedBy, is?.follows]).toEqual([[is?.id], [was?.id]]);
    expect(was?.events.map(({ kind, state }) => [kind, state])).toEqual([
      ["state", "rotated"],
      ["note", "rotated"],
    ]);
    expect(
      (await testCase.report()).model.secrets.filter(({ leakedAgain }) => leakedAgain).map(({ id }) => id),
    ).toEqual([is?.id]);
  });

  it("note that a successor leaked, also when the old value comes back with it", async () => {
    push("app:1", "app/.env", 1);
    await audit();
    const [old] = await at("app/.env");
    say(old!, { state: "rotated" });
    push("app:2", "app/.env", 2);
    push("web:1", "srv/again.yml", 1);
    const types = (await testCase.audit(registry.host)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["leaked-again", "reopened"]));
  });

  it("tell why something is open again, and nothing of an end that was taken back in between", async () => {
    push("app:1", "a.env", 1);
    push("web:1", "b.env", 2);
    await audit();
    const [[slip], [mistake]] = [await at("a.env"), await at("b.env")];
    say(mistake!, { state: "false-positive" });
    await audit();
    say(slip!, { state: "false-positive" });
    say(slip!, { state: "new" });
    say(mistake!, { state: "new" });
    await audit();
    const { reopened } = (await diff("previous", "last")).secrets;
    expect(reopened.map(({ id, reopenedBy }) => [id, reopenedBy])).toEqual([[mistake!.id, "word"]]);
  });

  it("remember that an image was away between them", async () => {
    push("app:1", "app/.env", 1);
    const tool = push("tool:1", "srv/t.yml", 2);
    await audit();
    registry.remove("tool", tool.manifest.digest);
    await audit();
    push("tool:1", "srv/t.yml", 2);
    await audit();
    const [away] = await at("srv/t.yml");
    expect(idsOf((await diff("1", "2")).secrets.gone)).toEqual([away!.id]);
    const returned = await diff("2", "3");
    expect([idsOf(returned.secrets.back), returned.secrets.new]).toEqual([[away!.id], []]);
    expect(returned.images).toEqual({ new: [{ repository: named("tool"), digest: tool.manifest.digest }], gone: [] });
    const whole = await diff("1", "3");
    expect([whole.secrets.gone, whole.secrets.back, whole.images.new]).toEqual([[], [], []]);
  });

  it("know a repository that was deleted from one that is only hidden", async () => {
    push("app:1", "app/.env", 1);
    push("legacy:1", "srv/gone.yml", 2);
    push("hidden:1", "srv/hidden.yml", 3);
    await audit();
    registry.drop("legacy");
    const built = push("hidden:1", "srv/hidden.yml", 3);
    registry.faults.add({
      path: "/v2/_catalog",
      kind: "change",
      change: (answer) => ({ ...answer, body: Buffer.from(JSON.stringify({ repositories: ["app"] })) }),
    });
    registry.faults.add({
      path: `/v2/hidden/manifests/${built.manifest.digest}`,
      method: "HEAD",
      kind: "status",
      status: 403,
    });
    await audit();
    const { secrets: changed, repositories, images } = await diff("1", "2");
    expect(repositories).toEqual({ new: [], gone: [named("legacy")] });
    expect(images.gone.map(({ repository }) => repository)).toEqual([named("legacy")]);
    expect(changed.gone).toHaveLength(1);
    await testCase.audit(`${registry.host}/app`);
    expect((await diff("2", "3")).repositories).toEqual({ new: [], gone: [] });
  });

  it("tell what could be read and no longer can, and the other way round", async () => {
    const built = push("app:1", "app/.env", 1);
    breakLayer(built);
    await audit();
    registry.faults.clear();
    registry.faults.add({ path: "/v2/web/tags/list", kind: "status", status: 403, times: Number.POSITIVE_INFINITY });
    push("web:1", "srv/t.yml", 2);
    await audit();
    const { coverage, secrets: changed } = await diff("1", "2");
    expect(coverage.won).toEqual([{ subject: named("app"), reason: "not read in full", count: 1 }]);
    expect(coverage.lost).toEqual([
      expect.objectContaining({ subject: named("web"), reason: expect.stringMatching(/403/) }),
    ]);
    expect(changed.new).toEqual([expect.objectContaining({ inKnownImages: true })]);
    expect((await testCase.report()).runs.map(({ unread }) => unread)).toEqual([1, 0]);
  });

  it("pass over one that only planned, and one that broke off", async () => {
    push("app:1", "app/.env", 1);
    await audit();
    await testCase.plan(registry.host);
    push("app:2", "app/two.env", 2);
    for await (const event of testCase.events(registry.host)) if (event.type === "blob") break;
    await audit();
    const { runs, model } = await testCase.report();
    expect(runs.map(({ id, finished }) => [id, finished])).toEqual([
      [1, true],
      [3, false],
      [4, true],
    ]);
    expect(model.progress).toMatchObject({ since: { run: 1 }, found: 1 });
    expect((await diff("previous", "last")).from.run).toBe(1);
  });

  it.each([
    ["previous", "last", "RUN_UNKNOWN"],
    ["1", "7", "RUN_UNKNOWN"],
    ["first", "last", "RUN_UNKNOWN"],
    ["last", "1", "RUN_ORDER"],
    ["now", "last", "RUN_ORDER"],
  ])("are refused as %s and %s where there is one: %s", async (from, to, code) => {
    await audit();
    await expect(diff(from, to)).rejects.toMatchObject({ code, hint: expect.stringMatching(/exhume/) });
  });

  it("compare with now, for the work that was done since", async () => {
    push("app:1", "app/.env", 1);
    await audit();
    const [one] = await at("app/.env");
    say(one!, { state: "rotated" });
    const changes = await diff("last", "now");
    expect([idsOf(changes.secrets.closed), changes.to.run]).toEqual([[one!.id], undefined]);
  });
});

describe("the proof of an end", () => {
  const lacking = async (path: string): Promise<readonly string[]> => {
    const [secret] = await at(path);
    return withStore((store) =>
      createClosures(store, new Date())(secret!).parts.flatMap(({ id, proven }) => (proven ? [] : [id])),
    );
  };
  const prove = async (path: string): Promise<void> => {
    const [secret] = await at(path);
    for (const evidence of ["revoked", "logs-reviewed"]) say(secret!, { kind: "evidence", data: { evidence } });
  };

  it("comes together as the registry changes and evidence is given", async () => {
    const built = push("app:1", "app/.env", 1);
    await audit();
    expect(await lacking("app/.env")).toEqual(["revoked", "absent", "clean", "logs"]);
    await prove("app/.env");
    expect(await lacking("app/.env")).toEqual(["absent", "clean"]);
    const clean = image({ layers: [gzipLayer([layer.file("app/x", "nothing")])], created: "2026-02-02T00:00:00Z" });
    registry.push("app", clean, { tags: ["2"] });
    await audit();
    expect(await lacking("app/.env")).toEqual(["absent"]);
    registry.untag("app", "1");
    await audit();
    expect(await lacking("app/.env")).toEqual([]);
    registry.push("app", built, { tags: ["again"] });
    await audit();
    expect(await lacking("app/.env")).toEqual(["absent"]);
  });

  it("is none while the repository was not seen in full, or only one of its images", async () => {
    const built = push("app:1", "app/.env", 1);
    await testCase.audit(`${registry.host}/app:1`);
    await prove("app/.env");
    registry.remove("app", built.manifest.digest);
    expect(await lacking("app/.env")).toEqual(["absent", "clean"]);
    const other = push("app:2", "app/other", 2);
    breakLayer(other);
    await audit();
    expect(await lacking("app/.env")).toEqual(["absent", "clean"]);
    registry.faults.clear();
    await audit();
    expect(await lacking("app/.env")).toEqual([]);
  });
});
