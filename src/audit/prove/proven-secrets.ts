import { randomBytes } from "node:crypto";
import type { FixResult } from "../../dockerfile/fix.ts";
import { mountOptions } from "../../dockerfile/mount/mount.ts";
import { parseDockerfile } from "../../dockerfile/parse/parse.ts";
import { canaryOf } from "./canary-scanner.ts";
import type { ProvenSecret } from "./proof.ts";

/** What a fix moved or took out of a Dockerfile, with a new canary for each. */
export const provenSecrets = (result: FixResult, files: readonly string[]): readonly ProvenSecret[] => {
  const required = requiredIds(result.patchedText);
  const moved = result.secretsMoved.map(({ id, buildFlag }): ProvenSecret => {
    const file = /(?:,src|,source)=(.+)$/.exec(buildFlag)?.[1];
    const name = /,env=(.+)$/.exec(buildFlag)?.[1];
    const known = { id, canary: newCanary(), required: required.has(id) };
    if (file !== undefined)
      return files.includes(file)
        ? { ...known, label: file, kind: "file" }
        : { ...known, label: file, kind: "file", problem: `${file} is not in the source tree` };
    if (name !== undefined) return { ...known, label: name, kind: "variable" };
    return { ...known, label: id, kind: "variable", problem: `${buildFlag}: no canary can stand for it` };
  });
  return [...moved, ...takenOut(result, files, new Set(moved.map(({ label }) => label)))];
};

const newCanary = (): string => canaryOf(randomBytes(12).toString("hex"));

const requiredIds = (text: string): ReadonlySet<string> =>
  new Set(
    mountsOf(text)
      .filter((options) => options.get("required") === "true")
      .flatMap((options) => options.get("id") ?? []),
  );

/** Options of the secret mounts of a Dockerfile. */
const mountsOf = (text: string): readonly ReadonlyMap<string, string>[] =>
  parseDockerfile(text)
    .instructions.flatMap(({ flags }) => flags)
    .flatMap((flag) => (flag.name === "mount" ? [mountOptions(flag.value)] : []))
    .filter((options) => options.get("type") === "secret");

/** Secrets of fixes without a mount: variables that nothing reads, files that only come with their directory. */
const takenOut = (
  { proposals }: FixResult,
  files: readonly string[],
  moved: ReadonlySet<string>,
): readonly ProvenSecret[] => {
  const found = new Map<string, ProvenSecret>();
  const add = (label: string, more: Pick<ProvenSecret, "kind"> & Partial<ProvenSecret>): void => {
    if (!moved.has(label)) found.set(label, { label, canary: newCanary(), required: false, ...more });
  };
  for (const { fix, leaks } of proposals)
    for (const { kind, path = "", name } of leaks) {
      const file = kind === "file" && FILE_FIXES.has(fix) ? sourceOf(path, files) : undefined;
      if (file !== undefined) add(file, { kind: "file" });
      else if (kind === "file" && FILE_FIXES.has(fix) && moved.size === 0)
        add(path, { kind: "file", problem: "the file of the source tree that it comes from is not known" });
      // A leak under another name, or in a file that a step wrote, is one of the variable that was moved.
      else if (kind !== "file" && name !== undefined && (fix === "R10" || moved.size === 0))
        add(name, { kind: "variable" });
    }
  return [...found.values()];
};

/** Those that keep a file of the tree out of the image. */
const FILE_FIXES: ReadonlySet<string> = new Set(["R2", "R9"]);

/** The file of the tree whose path ends most like that in the image. */
const sourceOf = (path: string, files: readonly string[]): string | undefined => {
  const parts = path.split("/").filter(Boolean);
  const tails = parts.map((_part, index) => parts.slice(index).join("/"));
  for (const tail of tails) {
    const found = files.find((file) => file === tail || file.endsWith(`/${tail}`));
    if (found !== undefined) return found;
  }
  return undefined;
};
