import { describe, expect, it } from "vitest";
import { UserError } from "../../src/domain/user-error.ts";
import { parseTarget, repositoryMatcher } from "../../src/registry/reference.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("targets, as container people write them", () => {
  it.each([
    ["registry.example.com", { kind: "registry", registry: "registry.example.com" }],
    ["registry.example.com/", { kind: "registry", registry: "registry.example.com" }],
    ["https://registry.example.com/", { kind: "registry", registry: "registry.example.com" }],
    ["localhost:5000", { kind: "registry", registry: "localhost:5000" }],
    ["[::1]:5000/app", { kind: "repository", registry: "[::1]:5000", name: "app" }],
    ["127.0.0.1:5000/team/*", { kind: "registry", registry: "127.0.0.1:5000", pattern: "team/*" }],
    ["build:5000/app", { kind: "repository", registry: "build:5000", name: "app" }],
    ["r.example/team/app", { kind: "repository", registry: "r.example", name: "team/app" }],
    ["r.example/team/app:1.2", { kind: "image", registry: "r.example", name: "team/app", tag: "1.2" }],
    [`r.example:5000/app@${DIGEST}`, { kind: "image", registry: "r.example:5000", name: "app", digest: DIGEST }],
    [`r.example/app:v1@${DIGEST}`, { kind: "image", registry: "r.example", name: "app", tag: "v1", digest: DIGEST }],
    ["docker://r.example/app:1", { kind: "image", registry: "r.example", name: "app", tag: "1" }],
    ["https://r.example/v2/", { kind: "registry", registry: "r.example" }],
    ["r.example:5000/v2/_catalog?n=100", { kind: "registry", registry: "r.example:5000" }],
    ["https://r.example/v2/team/app/tags/list", { kind: "repository", registry: "r.example", name: "team/app" }],
    ["r.example/v2/app/tags/list?n=10&last=a", { kind: "repository", registry: "r.example", name: "app" }],
    ["r.example/v2/app/manifests/1.2", { kind: "image", registry: "r.example", name: "app", tag: "1.2" }],
    [`r.example/v2/app/manifests/${DIGEST}`, { kind: "image", registry: "r.example", name: "app", digest: DIGEST }],
    ["r.example/v2/app", { kind: "repository", registry: "r.example", name: "v2/app" }],
    ["r.example/v2", { kind: "repository", registry: "r.example", name: "v2" }],
    ["r.example/tags/list", { kind: "repository", registry: "r.example", name: "tags/list" }],
    ["alpine", { kind: "repository", registry: "docker.io", name: "library/alpine" }],
    ["redis:7", { kind: "image", registry: "docker.io", name: "library/redis", tag: "7" }],
    ["team/app", { kind: "repository", registry: "docker.io", name: "team/app" }],
    ["index.docker.io/team/app", { kind: "repository", registry: "docker.io", name: "team/app" }],
    ["docker.io/alpine", { kind: "registry", registry: "docker.io", pattern: "alpine/*" }],
    ["docker.io/library/alpine", { kind: "repository", registry: "docker.io", name: "library/alpine" }],
    ["docker.io/acme/web-*", { kind: "registry", registry: "docker.io", pattern: "acme/web-*" }],
    ["docker.io/acme/app", { kind: "repository", registry: "docker.io", name: "acme/app" }],
    ["docker.io/alpine:3", { kind: "image", registry: "docker.io", name: "library/alpine", tag: "3" }],
    ["ecr", { kind: "ecr" }],
    ["ecr:eu-west-1", { kind: "ecr", region: "eu-west-1" }],
    ["ecr::prod", { kind: "ecr", profile: "prod" }],
    ["ecr-public", { kind: "ecr-public" }],
    ["ecr-public:prod", { kind: "ecr-public", profile: "prod" }],
    ["public.ecr.aws", { kind: "registry", registry: "public.ecr.aws" }],
    ["public.ecr.aws/acme", { kind: "registry", registry: "public.ecr.aws", pattern: "acme/*" }],
    ["public.ecr.aws/acme/app", { kind: "repository", registry: "public.ecr.aws", name: "acme/app" }],
    ["ecr-public.aws.com/acme", { kind: "registry", registry: "ecr-public.aws.com", pattern: "acme/*" }],
    ["registry-storage:/var/lib/registry", { kind: "storage", path: "/var/lib/registry" }],
    ["docker-daemon:", { kind: "engine", engine: "docker" }],
    ["docker-daemon:app:1", { kind: "engine", engine: "docker", image: "app:1" }],
    ["podman:app", { kind: "engine", engine: "podman", image: "app" }],
    ["podman:5000/app", { kind: "repository", registry: "podman:5000", name: "app" }],
    ["oci:build/layout", { kind: "layout", path: "build/layout" }],
    ["oci:build/layout:v1", { kind: "layout", path: "build/layout", ref: "v1" }],
    ["oci-archive:/tmp/a.tar", { kind: "archive", format: "oci-archive", path: "/tmp/a.tar" }],
    ["docker-archive:a.tar:app:1", { kind: "archive", format: "docker-archive", path: "a.tar", ref: "app:1" }],
    ["-", { kind: "archive", format: "stdin", path: "-" }],
  ])("%s", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  it.each([
    ["http://r.example/app", "--insecure"],
    ["r.example/Team/App", "lower case"],
    ["r.example/app:-bad", "write registry"],
    ["r.example/app@sha256:123", "64 hexadecimal"],
    [`r.example/app@${DIGEST}@${DIGEST}`, "64 hexadecimal"],
    ["containers-storage:app:1", "write registry"],
    ["ftp://r.example", "write registry"],
    ["oci:", "write registry"],
    ["r.example/../secrets", "lower case"],
    ["", "lower case"],
    ["r_x.example/app", "write registry"],
  ])("%s is refused in one line with a hint", (text, hint) => {
    const refusal = (): unknown => parseTarget(text);
    expect(refusal).toThrowError(UserError);
    try {
      refusal();
    } catch (error) {
      expect(error).toMatchObject({ code: "TARGET_INVALID" });
      expect(error instanceof UserError && `${error.message}${error.hint}`).toContain(hint);
      expect(error instanceof UserError && error.message).not.toContain("\n");
    }
  });

  it("what is no digest is told as it was typed", () => {
    expect(() => parseTarget("r.example/app@sha256:abc")).toThrowError("the part behind @ is not a digest");
  });

  it.each([
    ["team/*", "team/app", true],
    ["team/*", "team/sub/app", true],
    ["team/*", "teams/app", false],
    ["*/app", "team/app", true],
    ["a.b/*", "axb/c", false],
  ])("pattern %s on %s: %s", (pattern, name, matches) => {
    expect(repositoryMatcher(pattern)(name)).toBe(matches);
  });
});
