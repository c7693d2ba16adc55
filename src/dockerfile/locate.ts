import type { BuildContext } from "./build-context.ts";
import { findCopySource } from "./copy.ts";
import { fileUse } from "./file-uses.ts";
import { alignMasked, contradicts, readHistoryLine } from "./history-line.ts";
import { isIgnored } from "./ignore-file.ts";
import { joinPath } from "./image-path.ts";
import type { Leak } from "./leak.ts";
import { mountOptions } from "./mount.ts";
import { readPairs } from "./pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "./parsed-dockerfile.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { writtenFiles } from "./written-file.ts";

/** `moved`: the secret is mounted already. `nowhere`: `reason` says why no instruction is known. */
export type Location =
  | { readonly kind: "at"; readonly instructions: readonly Instruction[] }
  | { readonly kind: "moved" }
  | { readonly kind: "nowhere"; readonly reason: string };

interface Source {
  readonly file: ParsedDockerfile;
  readonly context: BuildContext;
  /** Text of the active ignore file. */
  readonly ignore: string;
}

/** The instructions that brought a leak into the image. */
export const locate = (leak: Leak, source: Source): Location => {
  const instructions = candidates(leak, source);
  if (instructions.length > 0) return { kind: "at", instructions };
  if (isMounted(leak, source.file) || isKeptOut(leak, source) || isWrittenByName(leak, source))
    return { kind: "moved" };
  return { kind: "nowhere", reason: nowhere(leak) };
};

const candidates = (leak: Leak, source: Source): readonly Instruction[] => {
  if (leak.kind === "file") return fileSources(leak, source);
  if (leak.kind === "env") return declaring(source.file, "ENV", leak.name);
  if (leak.kind === "label") return declaring(source.file, "LABEL", leak.name);
  if (leak.kind === "command") return source.file.instructions.filter((one) => COMMANDS.has(one.keyword)).slice(-1);
  return namedOrWritten(leak, source.file);
};

const COMMANDS = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** History and attestations tell of build arguments first, then of what the instructions say themselves. */
const namedOrWritten = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  for (const keyword of ["ARG", "ENV", "LABEL"] as const) {
    const found = declaring(file, keyword, leak.name);
    if (found.length > 0) return found;
  }
  const onbuild = file.instructions.filter(
    (one) =>
      one.keyword === "ONBUILD" &&
      leak.name !== undefined &&
      new RegExp(`\\b${leak.name.replace(/\W/g, ".")}\\b`).test(flatText(file, one)),
  );
  // A line whose instruction holds no value tells of a build argument only.
  const inText = readHistoryLine(leak.historyLine ?? "").text.includes("•") && !isMounted(leak, file);
  return onbuild.length > 0 || !inText ? onbuild : sameAsHistory(leak, file);
};

const declaring = (file: ParsedDockerfile, keyword: string, name: string | undefined): readonly Instruction[] =>
  name === undefined
    ? []
    : file.instructions.filter((one) => one.keyword === keyword && readPairs(one).some((pair) => pair.name === name));

const sameAsHistory = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  if (leak.historyLine === undefined) return [];
  const { keyword, text } = readHistoryLine(leak.historyLine);
  return file.instructions.filter(
    (one) => one.keyword === keyword && alignMasked(text, argumentText(file, one)) !== undefined,
  );
};

const argumentText = (file: ParsedDockerfile, at: Instruction): string =>
  flatText(file, { start: at.args.start, end: at.end });

const fileSources = (leak: Leak, { file, context, ignore }: Source): readonly Instruction[] => {
  if (leak.path === undefined) return [];
  const path = joinPath("/", leak.path);
  const found = file.instructions.filter((at) => {
    if (contradicts(leak.historyLine, at)) return false;
    if (at.keyword === "RUN") return writes(file, at, path);
    const source = copySource(leak, { file, context }, at);
    return source !== undefined && !(source.kind === "member" && isIgnored(ignore, source.contextPath));
  });
  return found.length > 0 ? found : sameAsHistory(leak, file).filter((at) => at.keyword === "RUN");
};

const copySource = (leak: Leak, { file, context }: Omit<Source, "ignore">, at: Instruction) =>
  at.keyword === "COPY" || at.keyword === "ADD"
    ? findCopySource(joinPath("/", leak.path ?? ""), { at, file, context })
    : undefined;

/** A directory copy would bring it, but the ignore file keeps it out of the context. */
const isKeptOut = (leak: Leak, source: Source): boolean =>
  leak.kind === "file" && source.file.instructions.some((at) => copySource(leak, source, at)?.kind === "member");

/** A step that names the file writes it without a value. */
const isWrittenByName = ({ kind, path, historyLine }: Leak, { file }: Source): boolean =>
  kind === "file" &&
  path !== undefined &&
  !readHistoryLine(historyLine ?? "").text.includes("•") &&
  file.instructions.some(
    (at) => at.keyword === "RUN" && fileUse(file, at, joinPath("/", path)).naming.some(writesName),
  );

/** A file that is written with the name of a variable in place of its value holds no secret. */
const writes = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  fileUse(file, at, path).naming.some((command) => writtenFiles(command).length > 0 && !writesName(command));

const writesName = (command: ShellCommand): boolean =>
  writtenFiles(command).length > 0 && command.expands.size === 0 && namesVariable(command);

const namesVariable = ({ args, redirects }: ShellCommand): boolean =>
  [...args, ...redirects.map(({ body }) => body)].some((text) => /\$(?:\{\w+\}|[A-Za-z_])/.test(text));

const isMounted = (leak: Leak, file: ParsedDockerfile): boolean =>
  file.instructions.some((one) =>
    one.flags.some((flag) => {
      const options = mountOptions(flag.name === "mount" ? flag.value : "");
      if (options.get("type") !== "secret") return false;
      if (leak.path !== undefined && leak.kind === "file") return options.get("target") === joinPath("/", leak.path);
      return leak.name !== undefined && [options.get("id"), options.get("env")].includes(leak.name);
    }),
  );

const nowhere = (leak: Leak): string => {
  const what = leak.kind === "file" ? `/${leak.path ?? ""}` : (leak.name ?? leak.kind);
  return `no instruction of this Dockerfile brings ${what}: it comes from the base image, or the image was built from another version`;
};
