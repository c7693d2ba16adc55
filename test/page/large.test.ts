import { expect, it } from "vitest";
import { largeReport } from "../bench/report/large-report.ts";
import { browser } from "../support/browser.ts";
import { requireTool } from "../support/tools.ts";

const { open } = browser();

it.skipIf(!requireTool("chromium"))("a report of 10,000 secrets opens in every part", async () => {
  const { page, errors, requests, go } = await open(await largeReport(10_000));
  for (const link of await page.getByRole("navigation").first().getByRole("link").all()) {
    await link.click();
    await page.locator("main h1").waitFor();
  }
  await go("#secrets?severity=critical&q=service-17");
  await page.getByText(/of 10,000 secrets/).waitFor();
  await page.locator("tbody th a").first().click();
  await page.locator(".steps").waitFor();
  await page.locator(".images a").first().click();
  await page.locator(".layer").first().waitFor();
  expect([errors, requests]).toEqual([[], []]);
});
