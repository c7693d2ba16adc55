import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packTree } from "./pack-tree.ts";
import packages from "./packages.json" with { type: "json" };
import { installDebian, installNpm, plantSecrets } from "./tree.ts";

/** One layer as it comes from a build: files of Debian and npm packages, and planted secrets. */
export interface Corpus {
  /** The files as they were packed. */
  readonly tree: string;
  readonly tar: string;
  readonly gzip: string;
  readonly zstd: string;
  /** Of the three archives; `tar` is what unpacking gives. */
  readonly bytes: { readonly tar: number; readonly gzip: number; readonly zstd: number };
  /** SHA-256 of the tar, hex: the same corpus has the same. */
  readonly sha256: string;
  /** Packages that this machine's registries do not have. */
  readonly missing: readonly string[];
}

type Made = Pick<Corpus, "bytes" | "sha256" | "missing"> & { readonly recipe: string };

/** Changes when what is built of the same packages does. */
const RECIPE = 2;

/**
 * The corpus below $EXHUME_BENCH_DIR, or the folder for temporary files; built when it is not there, which takes some
 * minutes. About 1.4 GB, or 200 MB when it is small.
 */
export const openCorpus = ({ small }: { readonly small: boolean }): Corpus => {
  const home = process.env.EXHUME_BENCH_DIR ?? join(tmpdir(), "exhume-bench");
  const folder = join(home, small ? "small" : "full");
  const lists = small ? packages.small : packages;
  const recipe = createHash("sha256")
    .update(JSON.stringify([RECIPE, lists]))
    .digest("hex");
  const made = readMade(folder, recipe) ?? build(folder, { lists, recipe });
  if (made.missing.length > 0) process.stdout.write(`  the corpus lacks ${made.missing.join(", ")}\n`);
  return { ...made, ...filesOf(folder) };
};

const filesOf = (folder: string): Pick<Corpus, "tree" | "tar" | "gzip" | "zstd"> => ({
  tree: join(folder, "tree"),
  tar: join(folder, "layer.tar"),
  gzip: join(folder, "layer.tar.gz"),
  zstd: join(folder, "layer.tar.zst"),
});

/** Undefined when there is none, when it was made of something else, or when a file is not as it was made. */
const readMade = (folder: string, recipe: string): Made | undefined => {
  const path = join(folder, "corpus.json");
  if (!existsSync(path)) return undefined;
  const made = JSON.parse(readFileSync(path, "utf8")) as Made;
  const { tree, ...archives } = filesOf(folder);
  const isWhole = Object.entries(archives).every(
    ([kind, file]) => existsSync(file) && statSync(file).size === made.bytes[kind as keyof Made["bytes"]],
  );
  return made.recipe === recipe && isWhole && existsSync(tree) ? made : undefined;
};

interface Lists {
  readonly debian: readonly string[];
  readonly npm: Readonly<Record<string, string>>;
}

const build = (folder: string, { lists, recipe }: { readonly lists: Lists; readonly recipe: string }): Made => {
  process.stderr.write(`building the corpus in ${folder}\n`);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const { tree, ...archives } = filesOf(part);
  mkdirSync(tree);
  const missing = [
    ...installDebian(tree, { names: lists.debian, downloads: join(part, "debs") }),
    ...installNpm(tree, lists.npm),
  ];
  plantSecrets(tree);
  const made = { ...packTree(tree, archives), missing, recipe };
  writeFileSync(join(part, "corpus.json"), `${JSON.stringify(made, undefined, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return made;
};
