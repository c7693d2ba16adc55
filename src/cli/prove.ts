import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeProof } from "../audit/prove/judge-proof.ts";
import type { Proof } from "../audit/prove/proof.ts";
import { proveFix } from "../audit/prove/prove-fix.ts";
import type { ImageBuilder } from "../builder/image-builder.ts";
import { openBuilder } from "../builder/open-builder.ts";
import type { Config } from "../config.ts";
import type { FixResult } from "../dockerfile/fix.ts";
import { parseDockerfile } from "../dockerfile/parse/parse.ts";
import type { Scanner } from "../domain/finding.ts";
import { UserError } from "../domain/user-error.ts";
import { loadRuleset } from "../open-ruleset.ts";
import { cleanText } from "../report/clean.ts";
import { plural } from "../report/phrases.ts";
import { createScanner } from "../scan/scanner.ts";
import { programEnvironment } from "./context.ts";
import { EXIT } from "./errors.ts";
import { note, print } from "./print.ts";
import { proofText } from "./prove-text.ts";
import type { SourceTree } from "./source-tree.ts";

export interface ProveFlags {
  readonly prove?: boolean;
  /** Minutes of one build. */
  readonly proveTimeout: number;
  readonly proveOffline?: boolean;
}

export interface ProveCommand extends ProveFlags {
  readonly config: Config;
  readonly builder: string;
}

export interface ProveTarget {
  readonly name: string;
  readonly results: readonly FixResult[];
  /** Absent for a Dockerfile that was reconstructed. */
  readonly tree?: SourceTree;
}

/** Builds what was fixed, prints what that shows, and gives the exit code. Leaves nothing behind. */
export async function proveTargets(
  command: ProveCommand,
  targets: readonly ProveTarget[],
  signal: AbortSignal,
): Promise<number> {
  const changed = targets.flatMap(({ name, tree, results }) =>
    results.filter(({ proposals }) => proposals.length > 0).map((result) => ({ name, tree, result })),
  );
  if (changed.length === 0) {
    print("Nothing to prove: no Dockerfile was changed.");
    return EXIT.clean;
  }
  const codes: number[] = [];
  for (const { name } of changed.filter(({ tree }) => tree === undefined)) {
    print(`prove: ${cleanText(name)}: not proven: without its source nothing can be built; name it with --source`);
    codes.push(EXIT.incomplete);
  }
  const known = changed.flatMap(({ tree, ...one }) => (tree === undefined ? [] : [{ ...one, tree }]));
  if (known.length > 0) codes.push(await proveKnown(command, known, signal));
  return worst(codes);
}

interface Changed {
  readonly name: string;
  readonly tree: SourceTree;
  readonly result: FixResult;
}

async function proveKnown(command: ProveCommand, changed: readonly Changed[], signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-prove-"));
  let builder: ImageBuilder | undefined;
  try {
    builder = await open(command, { folder, changed }, signal);
    requireOffline(command, builder);
    note(announcement(changed, { builder, wanted: command.builder }));
    const { ruleset } = await loadRuleset(command.config, signal);
    const scanner = createScanner({ ruleset, key: randomBytes(32), now: () => performance.now() });
    const codes: number[] = [];
    for (const [index, one] of changed.entries()) {
      const own = join(folder, String(index));
      mkdirSync(own);
      codes.push(show(one, await prove({ command, builder, folder: own, scanner }, one, signal), builder));
      rmSync(own, { recursive: true, force: true });
    }
    return worst(codes);
  } finally {
    await builder?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const worst = (codes: readonly number[]): number =>
  [EXIT.findings, EXIT.incomplete].find((code) => codes.includes(code)) ?? EXIT.clean;

async function open(
  { builder, proveTimeout }: ProveCommand,
  { folder, changed }: { readonly folder: string; readonly changed: readonly Changed[] },
  signal: AbortSignal,
): Promise<ImageBuilder> {
  const [own, temporary] = [join(folder, "builder"), join(folder, "tmp")];
  for (const path of [own, temporary]) mkdirSync(path);
  // A real value in the environment must not be what a build finds.
  const secret = new Set(changed.flatMap(({ result }) => result.secretsMoved.map(({ source }) => source)));
  const env = { ...programEnvironment(secret), TMPDIR: temporary };
  const opened = await openBuilder(builder, { folder: own, env, timeout: proveTimeout * 60_000 }, signal);
  if (opened === undefined)
    throw new UserError({
      code: "BUILDER_MISSING",
      message: "--prove builds images, and there is no builder at hand",
      hint: "install buildah, or docker with BuildKit and a daemon that answers",
    });
  return opened;
}

/** To run steps with a network when none was wanted would be worse than not to run them. */
function requireOffline({ proveOffline }: ProveCommand, { id }: ImageBuilder): void {
  if (proveOffline !== true || id === "docker") return;
  throw new UserError({
    code: "BUILDER_ONLINE",
    message: `--prove-offline: ${id} in a chroot cannot keep steps from the network`,
    hint: "build with --builder docker, or without --prove-offline",
  });
}

const announcement = (
  changed: readonly Changed[],
  { builder, wanted }: { readonly builder: ImageBuilder; readonly wanted: string },
): string => {
  const bases = [
    ...new Set(
      changed.flatMap(({ result }) =>
        parseDockerfile(result.before)
          .stages.filter(({ parent, base }) => parent === undefined && base !== "scratch")
          .map(({ base }) => base),
      ),
    ),
  ];
  const pulls = bases.length === 0 ? "" : `; it may pull ${bases.join(", ")}`;
  const count = plural(changed.length * 2, "image");
  const other = builder.id === wanted ? "" : ` (${wanted} is not at hand)`;
  return cleanText(
    `prove: builds ${count} with ${builder.about}${other}, which runs the commands of the Dockerfiles${pulls}`,
  );
};

interface Proving {
  readonly command: ProveCommand;
  readonly builder: ImageBuilder;
  readonly folder: string;
  readonly scanner: Scanner;
}

const prove = async (
  { command, builder, folder, scanner }: Proving,
  { tree, result }: Changed,
  signal: AbortSignal,
): Promise<Proof> =>
  proveFix(
    {
      result,
      root: tree.root,
      files: withSettingsOfGit(tree),
      builder,
      folder,
      scanner,
      offline: command.proveOffline === true,
    },
    signal,
  );

/** A tree is listed without what lies in repositories; these settings leak, and are copied. */
const withSettingsOfGit = ({ root, context }: SourceTree): readonly string[] =>
  existsSync(join(root, GIT_SETTINGS)) ? [...context.files, GIT_SETTINGS] : context.files;

const GIT_SETTINGS = ".git/config";

function show({ name }: Changed, proof: Proof, builder: ImageBuilder): number {
  const judged = proof.secrets.map((secret) => ({ secret, ...judgeProof(secret, proof.facts) }));
  print(proofText(proof, { title: `prove: ${name}: ${proof.path}`, about: builder.about, judged }));
  if (judged.some(({ verdict }) => verdict === "failed")) return EXIT.findings;
  const incomplete =
    judged.length === 0 ||
    proof.facts.trail.kind === "failed" ||
    judged.some(({ verdict }) => verdict === "not proven");
  return incomplete ? EXIT.incomplete : EXIT.clean;
}
