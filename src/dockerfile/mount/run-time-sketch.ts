import type { Leak } from "../leak.ts";
import { baseName, joinPath } from "../parse/image-path.ts";
import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** Variables that official images read from a file too, by their documentation: `NAME_FILE`. */
const FROM_FILE =
  /^(?:MYSQL_(?:ROOT_)?PASSWORD|MARIADB_(?:ROOT_)?PASSWORD|POSTGRES_PASSWORD|MONGO_INITDB_ROOT_PASSWORD|RABBITMQ_DEFAULT_PASS|WORDPRESS_DB_PASSWORD|KEYSTORE_PASSWORD)$/;
const IMAGES = /(?:^|\/)(?:mysql|mariadb|postgres|mongo|wordpress)(?:[:@]|$)/;

/** How the running container gets a value or a file: compose, which Kubernetes and `docker run` follow in their way. */
export const runTimeSketch = (leak: Leak, { file, name }: { file: ParsedDockerfile; name: string }): string => {
  if (leak.kind === "file") return fileSketch(leak.path ?? "");
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

const fileSketch = (path: string): string => {
  const target = joinPath("/", path);
  return [
    `docker run --mount type=bind,readonly,source="$PWD/${baseName(target)}",target=${target} IMAGE`,
    `services: { app: { secrets: [{ source: ${baseName(target)}, target: ${target} }] } }   # compose`,
  ].join("\n");
};
