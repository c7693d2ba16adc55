import { describe, expect, it } from "vitest";
import type { StackOf } from "../../src/report/page/build-page.ts";
import { browser, htmlOf } from "../support/browser.ts";
import { digest, HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { requireTool } from "../support/tools.ts";

const shop = digest("shop:1.0");
/** The images of the case have six layers; the lowest two are shared by all. */
const stackOf: StackOf = (manifest) =>
  [0, 1, 2, 3, 4, 5].map((layer) => ({
    digest: digest(layer < 2 ? `base ${layer}` : `${manifest} ${layer}`),
    size: layer === 3 ? -1 : 1000 * (layer + 1),
    historyLine:
      layer === 5
        ? `RUN ${HOSTILE}`
        : layer === 4
          ? "RUN /bin/sh -c rm -f /app/.env # buildkit"
          : `COPY layer${layer} /`,
  }));

describe.skipIf(!requireTool("chromium"))("an image in an HTML report", () => {
  const { open } = browser();

  it("is a stack: what a layer brought, and which one hid it", async () => {
    const { page, errors } = await open(htmlOf({ stackOf }), { hash: `#image/${shop}` });
    const layers = page.locator(".layer");
    expect(await layers.count()).toBe(6);
    const text = async (index: number) => (await layers.nth(5 - index).textContent()) ?? "";
    expect(await text(2)).toMatch(/COPY layer2.*brings, deleted by layer 4:.*AWS access key id.*app\/\.env/s);
    expect(await text(4)).toMatch(
      /RUN rm -f \/app\/\.env.*deletes app\/\.env of layer 2.*AWS access key id.*stays there/s,
    );
    expect(await text(1)).toContain("other images here");
    expect(await text(3)).toContain("size unknown");
    expect(await text(5)).toContain("<script>alert(1)</script>");
    expect(await page.getByText("In its config and metadata").count()).toBe(1);
    expect(await page.getByText("Password in a database URL").count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it("whose layers the case does not hold, or that is not there at all, is said", async () => {
    const { page, go } = await open(htmlOf(), { hash: `#image/${shop}` });
    await page.getByText("The case does not hold the layers").waitFor();
    await go(`#image/${digest("another")}`);
    await page.getByText("No such image").waitFor();
  });

  it("is found by repository, tag and digest", async () => {
    const { page } = await open(htmlOf(), { hash: "#images" });
    const search = page.getByRole("searchbox");
    for (const [words, count] of [
      ["team/tools", 2],
      ["build-3", 1],
      [digest("base:4").slice(7, 20), 1],
      ["nothing", 0],
    ] as const) {
      await search.fill(words);
      expect(await page.getByRole("status").first().textContent()).toContain(`${count} image`);
      expect(await page.locator(".plain-list li").count()).toBe(count);
    }
  });
});

describe.skipIf(!requireTool("chromium"))("repositories in an HTML report", () => {
  const { open } = browser();

  it("are the hottest first, and a cell leads to its secrets", async () => {
    const { page } = await open(htmlOf(), { hash: "#repositories" });
    const rows = await page.locator("tbody tr").allTextContents();
    expect(rows[0]).toContain("registry.example/team/shop");
    expect(rows.length).toBe(new Set(rows).size);
    const cell = page.getByRole("row", { name: /team\/tools/ }).getByRole("link", { name: "1" });
    await cell.click();
    await page.getByRole("status").first().waitFor();
    expect(await page.locator("tbody tr:not(.space) th a").allTextContents()).toEqual(["GitHub personal access token"]);
  });
});

describe.skipIf(!requireTool("chromium"))("a repository whose images are there no more", () => {
  const { open } = browser();

  it("has nothing open or live, and one that shows a secret deleted has it not live", async () => {
    const shown = ["team/left", "team/here", "team/live"].map((repository, at) =>
      image({
        ...{ repository, manifest: digest(repository), present: at > 0 },
        exposure: at === 1 ? ("deleted" as const) : ("live" as const),
      }),
    );
    const one = secret("moved", { severity: "critical", occurrences: [occurrence({ images: shown })] });
    const { page } = await open(htmlOf({ secrets: [one] }), { hash: "#repositories" });
    const cells = async (name: string): Promise<readonly string[]> =>
      page.getByRole("row", { name }).locator("td").allTextContents();
    // critical, high, medium, low, live or env, gone, closed, images
    expect(await cells("team/left")).toEqual(["", "", "", "", "", "1", "", "0"]);
    expect(await cells("team/here")).toEqual(["1", "", "", "", "", "", "", "1"]);
    expect(await cells("team/live")).toEqual(["1", "", "", "", "1", "", "", "1"]);
  });
});

describe.skipIf(!requireTool("chromium"))("the exposure graph", () => {
  const { open } = browser();

  it("joins a secret with its layer, the images and their repositories", async () => {
    const stripe = SECRETS.find(({ provider }) => provider === "stripe")!;
    const { page } = await open(htmlOf(), { hash: `#graph?secret=${stripe.id}` });
    const counts = Object.fromEntries(
      await Promise.all(
        ["secret", "layer", "image", "repository"].map(async (kind) => [
          kind,
          await page.locator(`.node-${kind}`).count(),
        ]),
      ),
    );
    expect(counts).toEqual({ secret: 1, layer: 1, image: 14, repository: 2 });
    expect(await page.locator(".edge").count()).toBe(1 + 14 + 14);
    await page.locator(".node-secret a").focus();
    expect(await page.locator(".edge.on").count()).toBe(29);
    await page.getByText("The same as a list").click();
    expect(await page.locator("details li").count()).toBe(29);
  });

  it("tells which image is built on which", async () => {
    const lowest: StackOf = (manifest) => stackOf(manifest)?.slice(0, 2);
    const bases: StackOf = (manifest) => (manifest === digest("base:0") ? lowest(manifest) : stackOf(manifest));
    const stripe = SECRETS.find(({ provider }) => provider === "stripe")!;
    const { page, go } = await open(htmlOf({ stackOf: bases }), { hash: `#graph?secret=${stripe.id}` });
    expect(await page.locator(".lineage").count()).toBe(13);
    await go(`#image/${digest("base:0")}`);
    const built = page.locator("h2", { hasText: "Built on it" }).locator("+ ul li");
    expect(await built.count()).toBeGreaterThanOrEqual(13);
    await go(`#image/${digest("base:1")}`);
    expect(
      await page
        .locator("h2", { hasText: /^Built on$/ })
        .locator("+ ul li")
        .textContent(),
    ).toContain("build-0");
  });

  it("says how much of a large one is not drawn", async () => {
    const images = Array.from({ length: 120 }, (_, index) =>
      image({ manifest: digest(`many:${index}`), tags: [`t${index}`] }),
    );
    const wide = secret("wide", { occurrences: [occurrence({ images })] });
    const { page } = await open(htmlOf({ secrets: [wide] }), { hash: "#graph" });
    expect(await page.locator(".node-image").count()).toBe(40);
    await page.getByText("80 more images are not drawn").waitFor();
  });
});
