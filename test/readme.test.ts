import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { environmentName } from "../src/config.ts";
import { FLAGLESS, settings } from "../src/settings.ts";

const README = join(import.meta.dirname, "..", "README.md");
const MARKED = /<!-- settings -->\n[\s\S]*<!-- \/settings -->/;

/** `npm test -- readme -u` would not write a README: with EXHUME_WRITE_README=1 this test does. */
it("README lists every setting", () => {
  const rows = Object.entries(settings.shape).map(([key, type]) => {
    const initial: unknown = "defaultValue" in type.def ? type.def.defaultValue : undefined;
    const shown = initial === undefined || initial === "" || Array.isArray(initial) ? "none" : `\`${String(initial)}\``;
    const flag = `\`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``;
    return `| ${FLAGLESS.includes(key) ? "none" : flag} | \`${environmentName(key)}\` | \`${key}\` | ${shown} | ${type.description ?? ""} |`;
  });
  const table = ["| flag | environment | exhume.yml | default | meaning |", "|---|---|---|---|---|", ...rows].join(
    "\n",
  );
  const text = readFileSync(README, "utf8");
  const expected = text.replace(MARKED, `<!-- settings -->\n${table}\n<!-- /settings -->`);
  if (process.env.EXHUME_WRITE_README === "1") writeFileSync(README, expected);
  else expect(text).toBe(expected);
});
