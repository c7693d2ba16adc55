import { expect, test } from "vitest";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";
import { chooseWindows, type Window } from "../../../src/scan/kernel/keyword-windows.ts";

const OF_PACKAGE = ["password", "token", "akia", "ghp_", "secret"];
const known = chooseWindows(OF_PACKAGE).map((window): Window => ({ ...window, run: 1 }));

test("keywords of a user leave those of the package where they are, with what is known of them", () => {
  const windows = chooseWindows(["acme_key", "token", "ghp_"], known);
  expect(windows.map(({ keyword }) => keyword)).toEqual(["acme_key", "token", "ghp_"]);
  expect(windows.slice(1)).toEqual([known[1], known[3]]);
  expect(windows[0]?.run).toBeUndefined();
});

test("they are found beside them", () => {
  const keywords = [...OF_PACKAGE, "acme_key", "acmetoken"];
  const kernel = createKernel(keywords, { module: kernelModule(), windows: known });
  const bytes = kernel.allocate(1024);
  const text = "x".repeat(70) + keywords.map((keyword) => `${keyword}1`).join(" ");
  bytes.fill(0x20).set(Buffer.from(text));
  const hits: number[] = [];
  kernel.keywords({ bytes, start: 0, end: text.length, base: 0 }, hits);
  expect(kernel.id).toBe("simd");
  expect(new Set(hits.filter((_, at) => at % 2 === 0))).toEqual(new Set(keywords.keys()));
});
