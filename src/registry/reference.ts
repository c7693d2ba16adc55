import { isDigest } from "../domain/digest.ts";
import { UserError } from "../domain/user-error.ts";
import { isPublicEcr } from "./aws/host.ts";
import type { Target } from "./target.ts";

/** Name and tag grammar of the OCI distribution-spec (spec.md#pulling-manifests). */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
/** Docker's limit for a name with its registry (distribution/reference). */
const LONGEST_NAME = 255;
export const isRepositoryName = (name: string): boolean => name.length <= LONGEST_NAME && NAME.test(name);
export const isTag = (tag: string): boolean => TAG.test(tag);
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]{1,5})?$/;
const HUB = new Set(["index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);
const FORMS =
  "write registry.example.com, registry.example.com/team/*, registry.example.com/team/app[:tag][@sha256:...], ecr, ecr-public, oci:DIR[:ref], oci-archive:FILE, docker-archive:FILE, registry-storage:DIR, docker-daemon:[IMAGE], podman:[IMAGE] or -";

/**
 * Reads a target as container people write it: a registry host, a repository or a pattern of them, an image, or an
 * archive by its containers-transports(5) name. Throws UserError `TARGET_INVALID`.
 */
export function parseTarget(text: string): Target {
  if (text === "-") return { kind: "archive", format: "stdin", path: "-" };
  const amazon = amazonTarget(text);
  if (amazon !== undefined) return amazon;
  const transport = /^([a-z-]+):(?!\/\/)(.*)$/s.exec(text);
  if (transport?.[1] === "oci") return { kind: "layout", ...pathAndRef(transport[2] ?? "", text) };
  if (transport?.[1] === "oci-archive" || transport?.[1] === "docker-archive")
    return { kind: "archive", format: transport[1], ...pathAndRef(transport[2] ?? "", text) };
  if (transport?.[1] === "registry-storage")
    return { kind: "storage", path: pathAndRef(transport[2] ?? "", text).path };
  const engine = ENGINES[transport?.[1] ?? ""];
  if (engine !== undefined && !HOST_WITH_PORT.test(text))
    return { kind: "engine", engine, ...(transport?.[2] ? { image: transport[2] } : {}) };
  if (transport !== null && UNSUPPORTED.has(transport[1] ?? ""))
    throw invalid(text, `transport ${transport[1]}: is not supported`);
  return registryTarget(asReference(withoutScheme(text)), text);
}

/** An address of the distribution API, as people paste it from a browser or from curl. */
function asReference(address: string): string {
  const whole = address.replace(/^([^/]+)\/v2\/(?:_catalog(?:\?.*)?)?$/, "$1");
  const [, host, name, reference] = /^([^/]+)\/v2\/(.+)\/(?:tags\/list(?:\?.*)?|manifests\/([^/]+))$/.exec(whole) ?? [];
  if (host === undefined) return whole;
  const mark = reference?.includes(":") ? "@" : ":";
  return `${host}/${name}${reference === undefined ? "" : `${mark}${reference}`}`;
}

/** `podman:5000/app` names a host. */
const HOST_WITH_PORT = /^[^:/]+:\d+\//;
const ENGINES: Readonly<Record<string, "docker" | "podman">> = { "docker-daemon": "docker", podman: "podman" };

/** `ecr`, `ecr:REGION`, `ecr:REGION:PROFILE`, where the region may be left empty; `ecr-public`, `ecr-public:PROFILE`. */
function amazonTarget(text: string): Target | undefined {
  const [service, ...parts] = text.split(":");
  const named = (name: string, part: string | undefined): Readonly<Record<string, string>> =>
    part === undefined || part === "" ? {} : { [name]: part };
  if (service === "ecr-public") return { kind: "ecr-public", ...named("profile", parts.join(":")) };
  if (service !== "ecr") return undefined;
  return { kind: "ecr", ...named("region", parts[0]), ...named("profile", parts.slice(1).join(":")) };
}

const UNSUPPORTED = new Set(["dir", "containers-storage", "ostree", "sif", "tarball"]);

function withoutScheme(text: string): string {
  const scheme = /^([a-z]+):\/\/(.*)$/s.exec(text);
  if (scheme === null) return text;
  if (scheme[1] === "https" || scheme[1] === "docker") return scheme[2] ?? "";
  if (scheme[1] === "http")
    throw invalid(text, "a target has no http:// in front", "write the host alone and add --insecure HOST");
  throw invalid(text, `scheme ${scheme[1]}:// is not one of a registry`);
}

/**
 * A name behind Docker Hub's own host is a namespace, as an alias of ECR Public is: a bare `alpine` was made
 * `library/alpine` before.
 */
function registryTarget(reference: string, typed: string): Target {
  const { host, rest } = splitHost(reference);
  if (!HOST.test(host)) throw invalid(typed, `"${host}" is not a host name`);
  const registry = HUB.has(host) ? "docker.io" : host;
  if (rest === "") return { kind: "registry", registry };
  if ((registry === "docker.io" || isPublicEcr(registry)) && /^[a-z0-9_-]+$/.test(rest))
    return { kind: "registry", registry, pattern: `${rest}/*` };
  if (rest.includes("*")) return { kind: "registry", registry, pattern: checkedPattern(rest, typed) };
  return imageTarget({ registry, rest, typed });
}

/** Docker's rule: the first component is a host when it holds a dot or a port, or is localhost; else it is on Docker Hub. */
function splitHost(reference: string): { readonly host: string; readonly rest: string } {
  const slash = reference.indexOf("/");
  const first = slash < 0 ? reference : reference.slice(0, slash);
  const rest = slash < 0 ? "" : reference.slice(slash + 1).replace(/\/+$/, "");
  const bare = first.replace(/@.*$/, "").replace(/:[^:\]]*$/, "");
  const isHost =
    bare.includes(".") || bare === "localhost" || bare.startsWith("[") || (slash >= 0 && first.includes(":"));
  if (isHost) return { host: first, rest };
  return { host: "docker.io", rest: slash < 0 ? `library/${reference}` : reference };
}

function imageTarget(input: { readonly registry: string; readonly rest: string; readonly typed: string }): Target {
  const { registry, typed } = input;
  const [before = "", digest, ...more] = input.rest.split("@");
  if (more.length > 0 || (digest !== undefined && !isDigest(digest)))
    throw invalid(
      typed,
      "the part behind @ is not a digest",
      "a digest is sha256: and 64 hexadecimal digits, lower case",
    );
  const [path = "", tag] = before.split(":", 2);
  const name = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  if (!NAME.test(name))
    throw invalid(
      typed,
      `"${name}" is not a repository name`,
      "repository names are lower case letters, digits and . _ - /",
    );
  if (tag !== undefined && !TAG.test(tag)) throw invalid(typed, `"${tag}" is not a tag`);
  if (tag === undefined && digest === undefined) return { kind: "repository", registry, name };
  return {
    kind: "image",
    registry,
    name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function checkedPattern(pattern: string, typed: string): string {
  if (!NAME.test(pattern.replaceAll("*", "x")))
    throw invalid(typed, `"${pattern}" is not a pattern of repository names`);
  return pattern;
}

/** A `:` splits path and reference, but `C:\x` and a path that itself holds none stay whole. */
function pathAndRef(text: string, typed: string): { readonly path: string; readonly ref?: string } {
  const colon = text.indexOf(":", /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0);
  const path = colon < 0 ? text : text.slice(0, colon);
  if (path === "") throw invalid(typed, "a path is missing");
  return colon < 0 || colon === text.length - 1 ? { path } : { path, ref: text.slice(colon + 1) };
}

const invalid = (typed: string, problem: string, hint = FORMS): UserError =>
  new UserError({ code: "TARGET_INVALID", message: withoutLogin(`target "${typed}": ${problem}`), hint });

/** A login typed in front of a host is not repeated. */
const withoutLogin = (text: string): string => text.replace(/[^\s"/]+@(?!sha\d)/g, "•••@");

/** `*` matches any run of characters, `/` included, as in the catalog filters of the registries. */
export function repositoryMatcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const expression = new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  return (name) => expression.test(name);
}
