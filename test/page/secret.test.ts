import { describe, expect, it } from "vitest";
import { browser, htmlOf } from "../support/browser.ts";
import { HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { requireTool } from "../support/tools.ts";

const { model, plan } = reportOf();
const byProvider = (provider: string) => model.secrets.find((one) => one.provider === provider)!;
const tasks = [plan.open, plan.closed].flat();

describe.skipIf(!requireTool("chromium"))("the page of a secret", () => {
  const { open } = browser();

  it("tells what is known of it", async () => {
    const { id } = byProvider("database");
    const { page, errors } = await open(htmlOf(), { hash: `#secret/${id}` });
    const text = (await page.locator("main").textContent()) ?? "";
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Password in a database URL");
    for (const part of [
      id,
      "deployed",
      "db.internal.example",
      "DATABASE_URL",
      "ENV DATABASE_URL",
      "registry.example/team/shop:1.0",
    ])
      expect(text).toContain(part);
    expect(text).toContain("Work: deployed by kim");
    expect(text).toContain("orders service moved over");
    const task = tasks.find((one) => one.secrets.some((member) => member.id === id))!;
    for (const { reason, points } of task.risk.terms)
      expect(text).toContain(`${points > 0 ? "+" : ""}${points}${reason}`);
    expect(errors).toEqual([]);
  });

  it("tells how images show it, and which layer hid it", async () => {
    const { page } = await open(htmlOf(), { hash: `#secret/${byProvider("aws").id}` });
    const ways = page.locator(".ways");
    expect(await ways.textContent()).toMatch(
      /deleted.*app\/\.env.*Layer 2.*COPY \. \/app.*Deleted by layer 4.*RUN rm -f/s,
    );
    expect(await page.getByText("Rotated together with").textContent()).toContain("AWS secret access key");
  });

  it("is over time: exposed, seen, worked on, and as it stands", async () => {
    const { page } = await open(htmlOf(), { hash: `#secret/${byProvider("database").id}` });
    const days = await page.locator(".timeline time").allTextContents();
    expect(days).toEqual(days.toSorted());
    expect(await page.locator(".timeline li").last().textContent()).toContain("work deployed");
  });

  it("has the steps of the runbook, those that are done ticked, and copies what is to be typed", async () => {
    const { id } = byProvider("database");
    const task = tasks.find((one) => one.secrets.some((member) => member.id === id))!;
    const { page } = await open(htmlOf(), { hash: `#secret/${id}` });
    const boxes = await page.getByRole("main").getByRole("checkbox").all();
    expect(await Promise.all(boxes.map((box) => box.isChecked()))).toEqual(task.steps.map(({ done }) => done));
    const commands = [...task.steps.map(({ command }) => command), ...task.logs.map(({ query }) => query)].flatMap(
      (one) => one?.trim() ?? [],
    );
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    for (const [index, button] of (await page.getByRole("button", { name: /^Copy/ }).all()).entries()) {
      await button.click();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(commands[index]);
    }
    expect(await page.getByRole("button", { name: /^Copy/ }).count()).toBe(commands.length);
  });

  it("is text, whatever an image says, and what is not there is said", async () => {
    const evil = secret("evil", {
      title: HOSTILE,
      facts: { [HOSTILE]: "javascript:alert(1)" },
      occurrences: [
        occurrence({ path: HOSTILE, images: [image({ tags: [HOSTILE], historyLine: HOSTILE, layer: 1 })] }),
      ],
      events: [
        { fingerprint: "0", kind: "note", state: "new", actor: HOSTILE, at: "2026-11-20T08:00:00.000Z", note: HOSTILE },
      ],
    });
    const { page, errors, go } = await open(htmlOf({ secrets: [...SECRETS, evil] }), { hash: `#secret/${evil.id}` });
    await page.getByText("<script>alert(1)</script>").first().waitFor();
    expect(await page.locator("main script, main img, main a[href^='javascript']").count()).toBe(0);
    await go("#secret/ffffffffffff");
    await page.getByText("No such secret").waitFor();
    expect(errors).toEqual([]);
  });
});
