import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { appLayer, npmLayer, pythonLayer } from "./app-layers.ts";
import { auditTree } from "./audit-tree.ts";
import { debianTree, packageFiles } from "./debian-tree.ts";
import { knownLists } from "./known-lists.ts";
import { noiseOf, noiseText, overBars } from "./noise.ts";
import { packagesOf } from "./packages.ts";
import { writePlantedLayout } from "./planted-layout.ts";
import { lookUp, manifestText, plantsText, surprises } from "./plants/look-up.ts";
import { planPlants } from "./plants/plan.ts";
import { writeKnownData } from "./write-known-data.ts";
import type { LayerFile } from "./write-layout.ts";

/**
 * `npm run clean-tree`: what exhume says of an image that holds no secret, and whether it finds 300 that are hidden in
 * the same image. Builds one of about 1 GB from Debian and npm packages and Python wheels, hides the secrets, audits it,
 * prints every other finding, and fails when there are more than the bars allow or a secret was missed. Needs root,
 * mmdebstrap, npm and python3. What was downloaded is kept in --cache DIR; --clean hides nothing; --known writes the
 * lists of known values, src/scan/known-data.ts, from what the packages hold.
 */
const { values } = parseArgs({
  options: { cache: { type: "string" }, clean: { type: "boolean" }, known: { type: "boolean" } },
});
const cache = values.cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "exhume-clean-tree");
const here = import.meta.dirname;

const namesIn = (list: string): readonly string[] =>
  readFileSync(join(here, list), "utf8")
    .split("\n")
    .filter((name) => name !== "" && !name.startsWith("#"));

const debian = debianTree(join(cache, "debian"), namesIn("debian-packages.txt"));
const below: LayerFile[] = [
  { path: debian.base, createdBy: "ADD base.tar / # buildkit" },
  { path: debian.packages, createdBy: "RUN /bin/sh -c apt-get install -y --no-install-recommends ... # buildkit" },
  { path: pythonLayer(join(cache, "python")), createdBy: "RUN /bin/sh -c pip install -U pip setuptools # buildkit" },
  {
    path: npmLayer(join(cache, "npm"), join(here, "npm-packages.json")),
    createdBy: "RUN /bin/sh -c npm ci # buildkit",
  },
  { path: appLayer(join(cache, "app")), createdBy: "COPY . /app # buildkit" },
];
if (values.known)
  below.push({ path: packageFiles(cache, namesIn("known-packages.txt")), createdBy: "COPY known / # buildkit" });
const work = join(cache, "case");
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const plants = values.clean || values.known ? [] : planPlants({ scale: 16 });
const layout = await writePlantedLayout(work, { plants, below });
const { model } = await auditTree(work, layout, new AbortController().signal);
const looked = lookUp(plants, model);
const noise = noiseOf(model, looked);
process.stdout.write(`${noiseText(noise)}\n\n${plantsText(looked)}\n`);
writeFileSync(join(work, "plants.tsv"), `${manifestText(looked)}\n`);
if (values.known) writeKnownData(knownLists(model, packagesOf(debian.root)));
const losses = model.coverage.entries
  .filter(({ scope }) => scope === "blob")
  .map(({ subject, status, reason }) => `${subject} ${status}: ${reason}`);
const failures = [...(values.known ? [] : overBars(noise)), ...surprises(looked), ...losses];
for (const line of failures) process.stderr.write(`${line}\n`);
if (failures.length > 0) process.exitCode = 1;
