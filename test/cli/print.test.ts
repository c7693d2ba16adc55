import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const PRINT = pathToFileURL(join(import.meta.dirname, "..", "..", "dist", "cli", "print.js")).href;
/** More than Node.js writes at once: 2 GiB at three bytes for a character. */
const PIECES = 800;
const SCRIPT = `
import { printPieces } from ${JSON.stringify(PRINT)};
const piece = "x".repeat(2 ** 20);
await printPieces((function* () { for (let i = 0; i < ${PIECES}; i++) yield piece; })());
`;

it("what is longer than a string can be arrives whole at a program that reads it slowly", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += (chunk as Buffer).length;
  if (child.exitCode === null) await once(child, "close");
  expect({ status: child.exitCode, bytes }).toEqual({ status: 0, bytes: PIECES * 2 ** 20 + 1 });
});
