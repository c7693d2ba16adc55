import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchPackages } from "./fetch-packages.ts";
import { measure } from "./measure.ts";
import { HELD_OUT, TRAINED_ON } from "./packages.ts";
import { train } from "./train.ts";

/**
 * `npm run trigrams -- train` makes src/scan/trigram-table.ts from Debian packages and records in source.json from which;
 * `npm run trigrams -- measure` says how well it and the value model tell noise from text, on other packages,
 * and with --list what of those it takes for noise.
 */
const HELP = "npm run trigrams -- train|measure [--list]\n";

/** Packages are kept here between runs, unless EXHUME_PACKAGES names another folder. */
const FOLDER = process.env.EXHUME_PACKAGES ?? join(tmpdir(), "exhume-packages");

const [verb, option] = process.argv.slice(2);
if (verb === "train") train(fetchPackages(TRAINED_ON, FOLDER));
else if (verb === "measure")
  process.stdout.write(`${measure(fetchPackages(HELD_OUT, FOLDER), { list: option === "--list" })}\n`);
else {
  process.stderr.write(HELP);
  process.exitCode = 2;
}
