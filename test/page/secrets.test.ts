import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Secret } from "../../src/domain/rotation.ts";
import { browser, htmlOf } from "../support/browser.ts";
import { digest, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { requireTool } from "../support/tools.ts";

const { model } = reportOf();
const inOrder = model.secrets.map(({ id }) => id);
const idsWith = (wanted: (one: (typeof model.secrets)[number]) => boolean): readonly string[] =>
  model.secrets.filter(wanted).map(({ id }) => id);
const shown = (page: Page): Promise<readonly string[]> =>
  page.locator("tbody tr:not(.space) th code").allTextContents();
const found = (page: Page) => page.getByRole("status").first();

describe.skipIf(!requireTool("chromium"))("the secrets of an HTML report", () => {
  const { open } = browser();

  it("are listed in the order of the plan, and sorted by a click or a key, one way, the other way, and not", async () => {
    const { page } = await open(htmlOf(), { hash: "#secrets" });
    expect(await shown(page)).toEqual(inOrder);
    const titles = async () => page.locator("tbody tr:not(.space) th a").allTextContents();
    const byTitle = model.secrets
      .map(({ title }) => title)
      .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    const head = page.getByRole("columnheader", { name: "Secret" });
    await head.getByRole("button").click();
    expect([await titles(), await head.getAttribute("aria-sort")]).toEqual([byTitle, "ascending"]);
    await head.getByRole("button").press("Enter");
    expect([(await titles()).toReversed().toSorted(), await head.getAttribute("aria-sort")]).toEqual([
      byTitle.toSorted(),
      "descending",
    ]);
    expect((await titles())[0]).toBe(byTitle.at(-1));
    await head.getByRole("button").press("Enter");
    expect(await shown(page)).toEqual(inOrder);
  });

  it("are sorted by each column without one being lost", async () => {
    const { page } = await open(htmlOf(), { hash: "#secrets" });
    for (const button of await page.locator("thead button").all()) {
      await button.click();
      expect((await shown(page)).toSorted()).toEqual(inOrder.toSorted());
    }
  });

  it.each([
    ["severity=critical", idsWith((one) => one.severity === "critical")],
    ["provider=aws&severity=critical", idsWith((one) => one.provider === "aws" && one.severity === "critical")],
    ["severity=high&severity=medium", idsWith((one) => one.severity === "high" || one.severity === "medium")],
    ["work=closed", idsWith(({ work }) => work.state === "rotated" || work.state === "test")],
    ["state=deployed", idsWith(({ work }) => work.state === "deployed")],
    [
      "exposure=env",
      idsWith(({ occurrences }) => occurrences.some(({ images }) => images.some((one) => one.exposure === "env"))),
    ],
    [
      "repository=registry.example%2Fteam%2Ftools",
      idsWith(({ occurrences }) =>
        occurrences.some(({ images }) => images.some((one) => one.repository === "team/tools")),
      ),
    ],
    ["q=stripe.json", idsWith(({ title }) => title === "Stripe secret key")],
    ["q=team+GITHUB", idsWith(({ provider }) => provider === "github")],
    ["q=nothing+like+it", []],
  ])("has an address for what was chosen: %s", async (query, ids) => {
    const { page } = await open(htmlOf(), { hash: `#secrets?${query}` });
    await found(page).waitFor();
    expect(await shown(page)).toEqual(ids);
    expect(await found(page).textContent()).toContain(
      ids.length === inOrder.length ? `${ids.length} ` : `${ids.length} of `,
    );
  });

  it("are chosen with the keyboard alone, and the address says how", async () => {
    const { page } = await open(htmlOf(), { hash: "#secrets" });
    const menu = page.locator("details", { hasText: "Severity" });
    await menu.locator("summary").press("Enter");
    const critical = menu.getByRole("checkbox", { name: "critical" });
    expect(await menu.locator("label", { hasText: "critical" }).textContent()).toContain(
      String(idsWith((one) => one.severity === "critical").length),
    );
    await critical.press("Space");
    expect(await shown(page)).toEqual(idsWith((one) => one.severity === "critical"));
    expect(page.url()).toContain("#secrets?severity=critical");
    await critical.press("Escape");
    await page.getByRole("searchbox").pressSequentially("aws");
    expect(await shown(page)).toEqual(idsWith((one) => one.severity === "critical" && one.provider === "aws"));
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await shown(page)).toEqual(inOrder);
  });

  it("are drawn as far as they are seen, and all can be reached", async () => {
    const many: readonly Secret[] = Array.from({ length: 10_000 }, (_, index) =>
      secret(`many-${index}`, {
        title: `Secret number ${String(index).padStart(5, "0")}`,
        occurrences: [
          occurrence({ blob: digest(`blob-${index % 100}`), images: [image({ repository: `team/${index % 60}` })] }),
        ],
      }),
    );
    const { page } = await open(htmlOf({ secrets: [...SECRETS, ...many] }), { hash: "#secrets?sort=secret&q=number" });
    const rows = page.locator("tbody tr:not(.space)");
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(100);
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
    await page.getByRole("region", { name: "Secrets" }).press("End");
    await page.getByText("Secret number 09999").waitFor();
    expect(await rows.last().getAttribute("aria-rowindex")).toBe("10001");
    await page.getByRole("searchbox").fill("number 04321");
    await page.getByText("Secret number 04321").waitFor();
    expect(await rows.count()).toBe(1);
  });
});
