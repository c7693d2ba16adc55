import { describe, expect, it } from "vitest";
import { browser, htmlOf } from "../support/browser.ts";
import { HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { requireTool } from "../support/tools.ts";

describe.skipIf(!requireTool("chromium"))("an HTML report", () => {
  const { open } = browser();

  it("opens from disk without an error, and asks nobody for anything", async () => {
    const { page, errors, requests, go } = await open(htmlOf());
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const link of await page.getByRole("navigation").getByRole("link").all()) {
      await link.click();
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    await go("#nothing/of%zzthis");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("open");
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  });

  it("shows what images hold as text", async () => {
    const hostile = [HOSTILE, '"><img src=x onerror=alert(1)>', "{{constructor}}", "javascript:alert(1)"].join(" ");
    const evil = secret("evil", {
      title: hostile,
      provider: hostile,
      facts: { [hostile]: hostile },
      occurrences: [occurrence({ path: hostile, images: [image({ repository: hostile, tags: [hostile] })] })],
    });
    const { page, errors } = await open(htmlOf({ secrets: [...SECRETS, evil] }), { hash: "#secrets" });
    await page.getByText("<script>alert(1)</script>").first().waitFor();
    expect(await page.locator("img, main script, a[href^='javascript']").count()).toBe(0);
    expect(await page.locator("main").textContent()).not.toMatch(/[\u001b\u202e\u200b]/);
    expect(errors).toEqual([]);
  });

  it("tells where scripts are off what to do first", async () => {
    const html = htmlOf();
    const plain = html.replace(/<script>[\s\S]*<\/script>/, "");
    expect(plain).toContain("<noscript>");
    for (const { title } of SECRETS.slice(0, 1)) expect(plain).toContain(title);
  });
});
