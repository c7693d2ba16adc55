import { describe, expect, it } from "vitest";
import { ORGANISATION_LOGIN } from "../support/hub.ts";
import { hubCases, type OpenCase, secretImage, twoPlatforms } from "../support/hub-case.ts";
import { requireTool } from "../support/tools.ts";

const { push, copyTag, start, open } = hubCases();
const TOOLS = requireTool("docker-registry");

describe.skipIf(!TOOLS)("Listing", () => {
  it("Hub 403 past 1000", async () => {
    const names = Array.from({ length: 1020 }, (_, number) => `v${number}`);
    await push(secretImage(1), "acme/app", "v0");
    copyTag("acme/app", "v0", names.slice(1));
    const hub = await start();
    const tagsOf = async (login: OpenCase): Promise<number | undefined> => {
      const events = await open(hub, login).plan("docker.io/acme/app");
      return events.flatMap((event) => (event.type === "cost" ? event.cost.metered : []))[0]?.tags;
    };
    expect(await tagsOf({ login: null })).toBe(1020);
    expect(hub.requests).toContainEqual(expect.stringMatching(/^403 GET hub\.docker\.com.*page=11&/));
    expect(hub.requests).toContainEqual(expect.stringMatching(/^200 GET docker\.io\/v2\/acme\/app\/tags\/list/));
    // A login pages on.
    const before = hub.requests.length;
    expect(await tagsOf({})).toBe(1020);
    expect(hub.requests.slice(before).join("\n")).not.toMatch(/^403 .*\/tags|tags\/list/m);
  });

  it("OAT silent filter warned", async () => {
    await push(twoPlatforms(1).built, "acme/app", "1");
    await push(secretImage(3), "acme/hidden", "1");
    const hub = await start({ private: ["acme/hidden"] });
    const investigation = open(hub, { login: ORGANISATION_LOGIN });
    const events = await investigation.audit("docker.io/acme");
    const said = expect.stringMatching(/organisation token: .* shown public ones only, and nothing says so/);
    expect(events).toContainEqual({ type: "notice", text: said });
    const { model } = await investigation.report();
    expect(model.totals.secrets).toBe(2);
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({ subject: "docker.io/acme/*", status: "unlistable", reason: said }),
    );
    // The older paths of the API refuse such a token.
    expect(hub.requests.filter((one) => one.includes("hub.docker.com/v2/repositories"))).toEqual([]);
  });
});

describe.skipIf(!TOOLS)("Limits", () => {
  it("ratelimit-remaining 0 ⇒ resumable exit", async () => {
    for (let number = 0; number < 8; number++) await push(secretImage(number), "acme/app", `v${number}`);
    const hub = await start({ pulls: 4 });
    const investigation = open(hub, { flags: { pullReserve: "0" } });
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(4);
    const { model } = await investigation.report();
    expect(model.verdict).toBe("incomplete");
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        subject: "docker.io/acme/app",
        status: "skipped",
        reason: expect.stringMatching(/^4 images are left: .*0 of 100 pulls are left.* the same command goes on/),
      }),
    );
    hub.change({ pulls: 100 });
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(8);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 8 } });
  });

  it("X-RateLimit", async () => {
    for (const name of ["app", "web"]) await push(secretImage(name.length), `acme/${name}`, "1");
    // The API wants a pause after each four calls, and says until when as a unix time.
    const hub = await start({ apiCalls: 4 });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect((await investigation.report()).model.verdict).toBe("complete");
    const answers = hub.requests.filter((one) => one.includes(" hub.docker.com"));
    const refused = answers.filter((one) => one.startsWith("429"));
    const calls = answers.length - refused.length;
    expect(calls).toBeGreaterThan(4);
    // At most one refusal a window: nobody asks again before the time that was told.
    expect(refused.length).toBeLessThanOrEqual(Math.floor((calls - 1) / 4));
  });
});
