import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { FixOptions } from "../proposal.ts";

/** `none`: the pinned frontend has no secret mounts. */
export type SecretForm = "env" | "file" | "none";

/**
 * `env=` needs Dockerfile syntax 1.10 and BuildKit; secret mounts as such need 1.2. buildah and podman read `env=` only
 * since buildah 1.44, so they get the file form.
 * Source: https://docs.docker.com/build/buildkit/dockerfile-release-notes/
 */
export const chooseForm = (file: ParsedDockerfile, options: FixOptions): SecretForm => {
  const pinned = frontendForm(file.syntax);
  if (pinned === "none") return "none";
  if (options.form !== "auto") return options.form;
  return options.builder === "docker" ? pinned : "file";
};

const OFFICIAL = /^(?:[\w.:-]+\/)?docker\/dockerfile(?:-upstream)?(?::([^@]+))?(@.+)?$/;

const frontendForm = (syntax: string | undefined): SecretForm => {
  if (syntax === undefined) return "env";
  const match = OFFICIAL.exec(syntax);
  if (!match) return "file";
  const [, tag = "latest", digest] = match;
  const [, major, minor] = /^(\d+)(?:\.(\d+))?/.exec(tag) ?? [];
  if (major === "1" && minor !== undefined) return numberedForm(Number(minor), tag);
  return digest === undefined ? "env" : "file";
};

const numberedForm = (minor: number, tag: string): SecretForm => {
  if (minor >= 10) return "env";
  return minor >= 2 || tag.endsWith("-experimental") ? "file" : "none";
};
