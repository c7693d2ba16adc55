import type { Leak } from "../leak.ts";
import { copyArguments } from "../locate/copy.ts";
import { baseName, joinPath } from "../parse/image-path.ts";
import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** Variables that official images read from a file too, by their documentation: `NAME_FILE`. */
const FROM_FILE =
  /^(?:MYSQL_(?:ROOT_)?PASSWORD|MARIADB_(?:ROOT_)?PASSWORD|POSTGRES_PASSWORD|MONGO_INITDB_ROOT_PASSWORD|RABBITMQ_DEFAULT_PASS|WORDPRESS_DB_PASSWORD|KEYSTORE_PASSWORD)$/;
const IMAGES = /(?:^|\/)(?:mysql|mariadb|postgres|mongo|wordpress)(?:[:@]|$)/;

/** Every RUN has them without an ARG, and the history tells of them only with one. */
export const isProxyName = (name: string): boolean => /^(?:https?|ftp|no|all)_proxy$/.test(name.toLowerCase());

/** How the running container gets a value or a file: compose, which Kubernetes and `docker run` follow in their way. */
export const runTimeSketch = (leak: Leak, { file, name }: { file: ParsedDockerfile; name: string }): string => {
  if (leak.kind === "file") return fileSketch(file, joinPath("/", leak.path ?? ""));
  if (isProxyName(name))
    return `docker build --build-arg ${name} .   # every RUN gets it without an ENV or ARG, and the history does not tell it\ndocker run --env ${name} IMAGE`;
  const base = file.stages.at(-1)?.base ?? "";
  if (IMAGES.test(base) && FROM_FILE.test(name))
    return secretSketch(name, [`environment: { ${name}_FILE: /run/secrets/${name} }`]);
  if (/(?:^|\/)(?:redis|valkey)(?:[:@]|$)/.test(base))
    return secretSketch(name, [`command: sh -c 'redis-server --requirepass "$$(cat /run/secrets/${name})"'`]);
  return `docker run --env ${name} IMAGE        # the value comes from the environment of the caller\nservices: { app: { environment: [${name}] } }   # compose`;
};

const secretSketch = (name: string, lines: readonly string[]): string =>
  [
    "services:",
    "  db:",
    ...lines.map((line) => `    ${line}`),
    `    secrets: [${name}]`,
    "secrets:",
    `  ${name}: { environment: ${name} }`,
  ].join("\n");

const fileSketch = (file: ParsedDockerfile, target: string): string => {
  const name = baseName(target);
  const source = contextFile(file, target) ?? name;
  return [
    `docker run --mount type=bind,readonly,source="$PWD/${source}",target=${target} IMAGE`,
    `services: { app: { secrets: [{ source: ${name}, target: ${target} }] } }   # compose`,
    `secrets: { ${name}: { file: ./${source} } }`,
  ].join("\n");
};

/** The file of the build context that a COPY brings to the path, or to that name. */
const contextFile = (file: ParsedDockerfile, path: string): string | undefined =>
  file.instructions
    .filter((at) => !at.flags.some((flag) => flag.name === "from"))
    .flatMap((at) => copyArguments(at) ?? [])
    .filter(({ sources, target }) => sources.length === 1 && baseName(target.text) === baseName(path))
    .map(({ sources }) => sources[0]?.text.replace(/^(?:\.?\/)+/, "") ?? "")
    .find((source) => /^[\w.-]+(?:\/[\w.-]+)*$/.test(source));
