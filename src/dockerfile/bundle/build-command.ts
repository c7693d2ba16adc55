import type { Span } from "../../domain/finding.ts";
import { unquote } from "../parse/words.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { unmask } from "./host-text.ts";

/** `compose` builds what its files say; `bake` too. */
export type BuildTool = "docker" | "buildah" | "podman" | "compose" | "bake" | "kaniko";

export interface BuildOption extends Span {
  /** Long name without dashes. */
  readonly name: string;
  /** Without quotes; empty for a switch. */
  readonly value: string;
  /** Of the word that holds the value: with `--name=` when both are one word. */
  readonly word: Span;
}

/** A command that builds an image. Offsets are those of the shell text. */
export interface BuildCommand extends Span {
  readonly tool: BuildTool;
  /** The words before the engine, `sudo` for one. */
  readonly before: readonly string[];
  /** Of the engine's name. */
  readonly engine: Span;
  /** End of the word that starts the build: `build`, `bud`, `bake`. */
  readonly verbEnd: number;
  /** Of the engine, before the verb: `-f` of compose. */
  readonly globals: readonly BuildOption[];
  readonly options: readonly BuildOption[];
  /** The build context; undefined when there is not exactly one. */
  readonly folder: string | undefined;
  readonly assignments: ShellCommand["assignments"];
}

interface ArgWord extends Span {
  readonly value: string;
}

/** Programs that print or compare a command and do not run it. */
const SPEAKERS = /^(?:echo|printf|grep|egrep|sed|awk|alias|export|\[|\[\[|test|which|type)$/;

/** Undefined when the command builds no image. `source`: the text as it is written, of the length of `flat`. */
export const readBuildCommand = (
  command: ShellCommand,
  { flat, source }: { readonly flat: string; readonly source: string },
): BuildCommand | undefined => {
  const words = wordsOf(command, flat, source);
  const engine = SPEAKERS.test(command.name)
    ? -1
    : words.findIndex(({ value }) => ENGINE.test(value) || VARIABLE.test(value));
  const at = words[engine];
  if (at === undefined) return undefined;
  const rest = words.slice(engine + 1);
  const name = engineName(at);
  const before = words.slice(0, engine).map((word) => word.value);
  const base = { start: command.start, end: command.end, before, engine: span(at), assignments: command.assignments };
  if (name === "kaniko")
    return { ...base, tool: "kaniko", verbEnd: at.end, globals: [], ...readOptions(rest, "kaniko") };
  const verb = findVerb(name, rest);
  if (verb === undefined) return undefined;
  const globals = readOptions(rest.slice(0, verb.index), verb.tool).options;
  const { options, folder } = readOptions(rest.slice(verb.index + 1), verb.tool);
  return { ...base, tool: verb.tool, verbEnd: rest[verb.index]?.end ?? at.end, globals, options, folder };
};

const ENGINE =
  /^(?:\S*\/)?(?:docker|podman|nerdctl|buildah|docker-compose|podman-compose|docker-buildx)(?:\.exe)?$|(?:^|\/)kaniko\/executor$/;

/** `$(DOCKER) build`: a variable that is named after an engine. */
const VARIABLE =
  /^\$[({]?\w*(?:DOCKER|PODMAN|CONTAINER_(?:CLI|ENGINE|RUNTIME|TOOL)|COMPOSE|OCI_(?:BIN|TOOL)|BUILDAH)\w*[)}]?$/i;

const engineName = (word: ArgWord): string => {
  const name = word.value.toLowerCase();
  if (name.endsWith("kaniko/executor")) return "kaniko";
  if (name.includes("compose")) return "compose";
  if (name.includes("buildah")) return "buildah";
  if (name.includes("docker-buildx")) return "buildx";
  return name.includes("podman") ? "podman" : "docker";
};

const span = ({ start, end }: Span): Span => ({ start, end });

const wordsOf = (command: ShellCommand, flat: string, source: string): readonly ArgWord[] => {
  const head = headWords(flat, { start: command.start, end: command.argSpans[0]?.start ?? command.end });
  return [...head, ...command.argSpans]
    .filter(
      (word) =>
        unmask(flat.slice(word.start, word.end)).replace(/\\\s*$/, "") !== "" ||
        /\$/.test(source.slice(word.start, word.end)),
    )
    .map((word) => ({ ...span(word), value: wordValue(source.slice(word.start, word.end)) }))
    .filter((word) => word.value !== "");
};

/** Without quotes, those that the host format escapes too. */
const wordValue = (raw: string): string => unquote(raw.replace(/\\(["'])/g, "$1"));

/** The program and the wrappers before it, without assignments. */
const headWords = (flat: string, { start, end }: Span): readonly Span[] =>
  [...flat.slice(start, end).matchAll(/(?:\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|"[^"]*"|'[^']*'|[^\s\\"'`]|\\[^\r\n])+/g)]
    .filter((match) => !/^\w+=/.test(match[0]))
    .map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));

/** Words that come before the verb: `docker buildx build`, `docker image build`, `docker compose -f x build`. */
const findVerb = (name: string, words: readonly ArgWord[]): { index: number; tool: BuildTool } | undefined => {
  let group = name;
  for (let index = 0; index < words.length; index += 1) {
    const value = words[index]?.value ?? "";
    if (value.startsWith("-")) {
      if (takesValue(value, group === "compose" ? "compose" : "docker") && !value.includes("=")) index += 1;
    } else if (/^(?:buildx|image|builder|container|compose)$/.test(value) && group === name) group = value;
    else if (/^(?:build|b)$/.test(value) || (name === "buildah" && /^(?:bud|build-using-dockerfile)$/.test(value)))
      return { index, tool: toolOf(name, group) };
    else if (value === "bake") return { index, tool: "bake" };
    else if (value === "up" && group === "compose") return { index, tool: "compose" };
    else return undefined;
  }
  return undefined;
};

const toolOf = (name: string, group: string): BuildTool => {
  if (group === "compose" || name === "compose") return "compose";
  return name === "buildah" || name === "podman" ? name : "docker";
};

/** A variable beside the folder holds options: `docker build $ARGS .` */
const folderOf = (positional: readonly string[], tool: BuildTool): string | undefined => {
  if (positional.length === 0) return tool === "buildah" ? "." : undefined;
  if (positional.length === 1) return positional[0];
  const plain = positional.filter((word) => !/^\$(?:\w+|\((?:(?!\)\/)[\s\S])*\)|\{[^{}]*\})$/.test(word));
  return plain.length === 1 ? plain[0] : undefined;
};

const SHORT: Readonly<Record<string, string>> = { f: "file", t: "tag", o: "output", m: "memory", c: "cpu-shares" };

/** Switches; every other option has a value. docs.docker.com/reference/cli/docker/buildx/build, buildah-build(1). */
const SWITCHES = new Set(
  (
    "no-cache pull push load quiet q rm force-rm squash check compress debug D d help tls tlsverify " +
    "layers all-platforms disable-compression disable-content-trust no-hosts parallel no-parallel dry-run build " +
    "force-recreate no-deps remove-orphans abort-on-container-exit wait detach with-dependencies print stdin " +
    "cleanup reproducible single-snapshot skip-tls-verify insecure no-push use-new-run use-legacy-builder " +
    "renew-anon-volumes V quiet-pull no-color no-start omit-history skip-unused-stages identity-label verbose all-resources compatibility"
  ).split(" "),
);

const takesValue = (word: string, tool: BuildTool): boolean => {
  const name = word.replace(/^-+/, "").split("=")[0] ?? "";
  if (tool === "compose" && /^(?:m|memory)$/.test(name)) return true;
  return !SWITCHES.has(name) && !/^[DqdV]{2,}$/.test(name);
};

const readOptions = (words: readonly ArgWord[], tool: BuildTool): Pick<BuildCommand, "options" | "folder"> => {
  const options: BuildOption[] = [];
  const positional: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as ArgWord;
    const text = word.value;
    const [, name, own] = /^--?([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
    if (name === undefined) {
      positional.push(text);
      continue;
    }
    const next = own === undefined && takesValue(text, tool) ? words[index + 1] : undefined;
    if (next) index += 1;
    const value = own ?? next?.value ?? "";
    options.push({
      name: SHORT[name] ?? name,
      value,
      word: span(next ?? word),
      start: word.start,
      end: (next ?? word).end,
    });
  }
  return { options, folder: folderOf(positional, tool) };
};
