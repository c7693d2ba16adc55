import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What a repository is built from. Files that hold a secret in an image say here that they hold one, and no more. */
export interface DemoSource {
  readonly dockerfile: string;
  /** All files of the build context but the Dockerfile: path with `/` and text. */
  readonly files: ReadonlyMap<string, string>;
}

const ROOT = fileURLToPath(new URL("sources", import.meta.url));

/** The sources of `shop/api` are in `sources/shop-api`. */
export const readSource = (repository: string): DemoSource => {
  const root = join(ROOT, repository.replace("/", "-"));
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  const files = new Map(paths.map((path) => [slashed(path), readFileSync(join(root, path), "utf8")]));
  const dockerfile = files.get("Dockerfile") ?? "";
  files.delete("Dockerfile");
  return { dockerfile, files };
};

const slashed = (path: string): string => relative("", path).split(sep).join("/");
