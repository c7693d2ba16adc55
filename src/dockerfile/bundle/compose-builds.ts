import { isMap, isScalar, type Scalar, type YAMLMap } from "yaml";
import type { BuildContext } from "../build-context.ts";
import { inTree, plainPath } from "./build-folder.ts";
import { pairOf, parseYaml } from "./yaml-text.ts";

/** A service that is built. */
export interface ComposeBuild {
  readonly path: string;
  readonly service: string;
  /** Undefined when its place is not known. */
  readonly dockerfile: string | undefined;
  /** The build context, from the folder of the compose file. */
  readonly folder: string;
  readonly build: YAMLMap | undefined;
  /** The build context alone: `build: .` */
  readonly short?: Scalar;
  /** Another file says what is built, this one only adds to it. */
  readonly adds?: boolean;
}

export const isComposeFile = (path: string): boolean =>
  /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/.test(path) || /(?:^|\/)[\w-]+\.compose\.ya?ml$/.test(path);

/** What the compose files of the tree build. */
export const composeBuilds = (context: BuildContext): readonly ComposeBuild[] =>
  context.files.filter(isComposeFile).flatMap((path) => {
    const text = context.read(path);
    return text === undefined ? [] : servicesOf(path, parseYaml(text)?.[0], context);
  });

/** Services of one file; one that only adds to another file's service builds what that one says. */
export const servicesOf = (path: string, root: unknown, context: BuildContext): readonly ComposeBuild[] => {
  const services = isMap(root) ? root.get("services") : undefined;
  if (!isMap(services)) return [];
  return services.items.flatMap((pair) => {
    const service = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const build = isMap(pair.value) ? pairOf(pair.value, "build")?.value : undefined;
    const isOwn = isScalar(build) || (isMap(build) && !build.has("<<"));
    if (!isOwn) return [];
    return [readBuild({ path, service, build, context })];
  });
};

interface ServiceBuild {
  readonly path: string;
  readonly service: string;
  readonly build: Scalar | YAMLMap;
  readonly context: BuildContext;
}

const readBuild = ({ path, service, build, context }: ServiceBuild): ComposeBuild => {
  const base = path.slice(0, path.lastIndexOf("/") + 1);
  if (isScalar(build)) {
    const folder = String(build.value);
    return {
      path,
      service,
      folder,
      dockerfile: dockerfileIn(base, folder, "Dockerfile"),
      build: undefined,
      short: build,
    };
  }
  const [own, file] = [build.get("context"), build.get("dockerfile")];
  if (build.has("dockerfile_inline")) return { path, service, folder: ".", dockerfile: undefined, build };
  if (own === undefined && file === undefined) {
    const other = baseBuild({ path, service, build, context });
    if (other) return { path, service, folder: other.folder, dockerfile: other.dockerfile, build, adds: true };
  }
  const folder = own === undefined ? "." : String(own);
  return { path, service, folder, dockerfile: dockerfileIn(base, folder, file ? String(file) : "Dockerfile"), build };
};

/** The service of the main compose file beside an override. */
const baseBuild = ({ path, service, context }: ServiceBuild): ComposeBuild | undefined => {
  const base = path.slice(0, path.lastIndexOf("/") + 1);
  const mains = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"].map((name) => base + name);
  const main = mains.find((one) => one !== path && context.read(one) !== undefined);
  if (main === undefined || mains.includes(path)) return undefined;
  const contents = parseYaml(context.read(main) ?? "")?.[0];
  return servicesOf(main, contents, { files: [], read: () => undefined }).find((one) => one.service === service);
};

/** The Dockerfile of a `build` as plain data; undefined when it is not known. */
export const buildPath = (path: string, build: unknown): string | undefined => {
  const base = path.slice(0, path.lastIndexOf("/") + 1);
  if (typeof build === "string") return dockerfileIn(base, build, "Dockerfile");
  const { context = ".", dockerfile = "Dockerfile" } = build as {
    readonly context?: unknown;
    readonly dockerfile?: unknown;
  };
  return dockerfileIn(base, String(context), String(dockerfile));
};

const dockerfileIn = (base: string, folder: string, file: string): string | undefined => {
  const plain = plainPath(withDefault(folder));
  const name = plainPath(withDefault(file));
  return plain === undefined || name === undefined ? undefined : inTree(inTree(base, plain), name);
};

/** `${DIR:-.}` is mostly its default. */
const withDefault = (text: string): string => text.replace(/\$\{\w+:?-([^${}]*)\}/g, "$1");
