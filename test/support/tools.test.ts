import { afterEach, expect, it, vi } from "vitest";
import { requireTool } from "./tools.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("finds a program on PATH", () => {
  expect(requireTool("node")).toBe(true);
});

it("says in one line what is skipped", () => {
  vi.stubEnv("EXHUME_REQUIRE_TOOLS", "");
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(requireTool("no-such-tool")).toBe(false);
  expect(write.mock.calls.flat()).toEqual([expect.stringMatching(/^skipped: .*no-such-tool.*\n$/)]);
});

it("fails instead where tools are required", () => {
  vi.stubEnv("EXHUME_REQUIRE_TOOLS", "1");
  expect(() => requireTool("no-such-tool")).toThrow(
    "EXHUME_REQUIRE_TOOLS=1 but no-such-tool is not installed: run test/install-tools.sh",
  );
});
