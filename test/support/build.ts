import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

/** Once before all tests: `test/cli` and the demo run the binary as it is shipped. Types are the typecheck's affair. */
export function setup(): void {
  spawnSync("npm", ["run", "--silent", "build:kernel"], { cwd: ROOT });
  spawnSync(join(ROOT, "node_modules", ".bin", "tsc"), ["-p", "src"], { cwd: ROOT });
  spawnSync(join(ROOT, "node_modules", ".bin", "tsx"), ["build.ts"], { cwd: ROOT });
  if (!existsSync(join(ROOT, "dist", "cli.js"))) throw new Error("npm run build did not write dist/cli.js");
}
