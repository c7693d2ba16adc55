import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startRegistry } from "../support/registry.ts";
import { createOrganisation, type Organisation, pushOrganisation } from "./organisation.ts";
import { type DemoCommand, runCommand } from "./run-command.ts";

/** Replaced by each run; below the current directory. */
const OUT = "exhume-demo";

const demo = async (): Promise<void> => {
  const organisation = createOrganisation();
  await rm(OUT, { recursive: true, force: true });
  await writeSources(organisation);
  const registry = await startRegistry();
  pushOrganisation(registry, organisation);
  process.stdout.write(INTRODUCTION);
  try {
    for (const command of commands(registry.host, organisation)) await runCommand(command);
  } finally {
    await registry.close();
  }
  process.stdout.write(CONCLUSION);
};

const commands = (host: string, { dockerfiles }: Organisation): readonly DemoCommand[] => {
  const db = ["--db", `${OUT}/exhume.db`];
  const maps = [...dockerfiles.keys()].flatMap((repository) => ["--map", `${repository}=${sourceOf(repository)}`]);
  return [
    { args: ["audit", host, ...db], exit: 1 },
    { args: ["plan", ...db, "--out", `${OUT}/checklist.md`], exit: 0 },
    { args: ["fix", ...db, ...maps, "--out", `${OUT}/patches`], exit: 0 },
    { args: ["report", ...db, ...maps, "--out", `${OUT}/report.html`], exit: 0 },
    { args: ["report", ...db, "--out", `${OUT}/report.json`], exit: 0 },
    { args: ["status", ...db], exit: 0 },
  ];
};

const writeSources = async ({ dockerfiles }: Organisation): Promise<void> => {
  for (const [repository, { dockerfile, files }] of dockerfiles)
    for (const [path, content] of [["Dockerfile", dockerfile] as const, ...files]) {
      const file = join(sourceOf(repository), path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
};

const sourceOf = (repository: string): string => `${OUT}/src/${repository.replace("/", "-")}`;

const INTRODUCTION = `A registry with the images of a made-up shop now runs on this machine: four repositories, twelve images,
secrets in layers that were deleted or overwritten, in ENV, labels, history and provenance. None is real.
`;

const CONCLUSION = `
All of it is in ${OUT}/:
  checklist.md   what to rotate, what first, and how
  patches/       a patch for each of the sources in ${OUT}/src/, and what else is to be done
  report.html    for people: open it in a browser, it asks no network
  report.json    the same for programs
  exhume.db      the case: every secret by fingerprint, no value in it

Look further:
  $ node dist/cli.js secrets --db ${OUT}/exhume.db
  $ node dist/cli.js show ID --db ${OUT}/exhume.db
`;

demo().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
