import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../domain/user-error.ts";

export interface GitTree {
  readonly root: string;
  /** Files of the tree that are to be written, and whether each is there already. */
  readonly files: readonly { readonly path: string; readonly isNew: boolean }[];
  /** What git is started with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Why git could not bring back what a write replaces, as a UserError; returns when it can. */
export function requireCleanTree(tree: GitTree): void {
  const { root, files } = tree;
  const status = git(tree, ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no", "--", "."]);
  if (status.error !== undefined)
    throw refusal("git is not at hand, so it is not known what a write would replace", "install git, or add --force");
  if (status.status !== 0)
    throw refusal(
      `${root} is no git repository`,
      "put it under version control, add --force, or apply the patch of --out",
    );
  const [changed] = status.stdout.split("\0").filter(Boolean);
  if (changed !== undefined)
    throw refusal(
      `${root} has changes that are not committed, ${changed.slice(3)} first`,
      "commit or stash them, so that the fix can be told apart and undone, or add --force",
    );
  for (const { path, isNew } of files) requireKept(tree, { path, isNew });
}

function requireKept(tree: GitTree, { path, isNew }: GitTree["files"][number]): void {
  const { root } = tree;
  const inner = path
    .split("/")
    .slice(0, -1)
    .map((_part, index, parts) => parts.slice(0, index + 1).join("/"))
    .find((folder) => existsSync(join(root, folder, ".git")));
  if (inner !== undefined)
    throw refusal(`${path} is in the git repository ${inner}, another one`, `name it: --source ${join(root, inner)}`);
  if (isNew) return;
  const { stdout } = git(tree, ["--literal-pathspecs", "ls-files", "-z", "--", path]);
  if (stdout === "")
    throw refusal(`git does not track ${path}, so it could not bring it back`, "add it and commit, or add --force");
}

const refusal = (message: string, hint: string): UserError =>
  new UserError({ code: "WRITE_REFUSED", message: `--write refused: ${message}`, hint });

/**
 * The tree may be anybody's: no hook, monitor or filter of its configuration is run, nothing is fetched, and its index is
 * not written (git-status(1), gitattributes(5): `filter.<driver>.clean` runs when a file is compared).
 */
function git(tree: GitTree, args: readonly string[]): ReturnType<typeof run> {
  const filters = run(tree, ["config", "--null", "--name-only", "--get-regexp", FILTERS]);
  const keys = [...new Set(filters.stdout.split("\0").filter(Boolean))];
  return run({ ...tree, environment: { ...tree.environment, ...without(keys, tree.environment) } }, args);
}

const FILTERS = "^filter\\..*\\.(clean|process|required)$";

/** Settings by the environment, after those that it has: a name of a driver may hold any character (git-config(1)). */
const without = (keys: readonly string[], { GIT_CONFIG_COUNT }: GitTree["environment"]): GitTree["environment"] => {
  const first = Number(GIT_CONFIG_COUNT ?? 0) || 0;
  const settings = keys.flatMap((key, index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, key.endsWith(".required") ? "false" : ""],
  ]);
  return { ...Object.fromEntries(settings), GIT_CONFIG_COUNT: String(first + keys.length) };
};

const SAFE = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager", "--no-optional-locks"];
/** A status of a large tree on a slow disk (ms). */
const TIMEOUT = 120_000;

const run = ({ root, environment }: Pick<GitTree, "root" | "environment">, args: readonly string[]) =>
  spawnSync("git", [...SAFE, "-C", root, ...args], {
    encoding: "utf8",
    env: { ...withoutGit(environment), GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
    timeout: TIMEOUT,
    maxBuffer: 64 * 1024 * 1024,
  });

/** Variables that point git at another repository. */
const withoutGit = (environment: GitTree["environment"]): GitTree["environment"] =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("GIT_") || name.startsWith("GIT_CONFIG_")),
  );
