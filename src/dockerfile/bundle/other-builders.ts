import { escapePattern } from "../parse/escape-pattern.ts";
import type { BundleStep } from "./bundle.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames } from "./needs.ts";

interface OtherBuilder {
  readonly matches: (path: string) => boolean;
  /** Where the text says that it builds. */
  readonly mark: RegExp;
  readonly reason: string;
  readonly sketch?: string;
}

/** Builders that pass build arguments alone, or have no secret mounts. dockerfile.md section 6, M10. */
const BUILDERS: readonly OtherBuilder[] = [
  {
    matches: (path) => /(?:^|\/)cloudbuild[\w.-]*\.(?:ya?ml|json)$/.test(path),
    mark: /gcr\.io\/(?:cloud-builders\/docker|kaniko-project\/executor)|\bdocker\b.*\bbuild\b/,
    reason:
      "Cloud Build: its docker step builds without BuildKit unless DOCKER_BUILDKIT=1 is set, and kaniko has no secret mounts",
    sketch: "availableSecrets with secretEnv, env: [DOCKER_BUILDKIT=1], args: [build, --secret, 'id=NAME,env=NAME', .]",
  },
  {
    matches: (path) => /(?:^|\/)heroku\.yml$/.test(path),
    mark: /^\s*build:/m,
    reason: "heroku.yml passes build arguments alone; it has no build secrets",
  },
  {
    matches: (path) => /(?:^|\/)render\.ya?ml$/.test(path),
    mark: /(?:env|runtime):\s*docker/,
    reason: "Render gives environment variables to builds as build arguments; secret files are mounted by their name",
    sketch: "RUN --mount=type=secret,id=NAME,dst=/etc/secrets/NAME ...",
  },
  {
    matches: (path) => /(?:^|\/)fly[\w.-]*\.toml$/.test(path),
    mark: /^\s*\[build(?:\.args)?\]/m,
    reason: "fly.toml passes build arguments alone; build secrets are given on the command line",
    sketch: "fly deploy --build-secret NAME=...",
  },
  {
    matches: (path) => /\.ya?ml$/.test(path),
    mark: /kaniko-project\/executor|\bkaniko\/executor\b|^\s*(?:-\s*)?kaniko:\s*/m,
    reason: "kaniko has no secret mounts: it ignores --mount",
    sketch: "build with BuildKit (docker buildx build --secret ...) or buildah",
  },
  {
    matches: (path) =>
      /(?:^|\/)\.?devcontainer(?:\/[\w-]+)*\.json$/.test(path) || /(?:^|\/)devcontainer\.json$/.test(path),
    mark: /"args"\s*:/,
    reason: "devcontainer.json passes build arguments; secrets go by its build options",
    sketch: '"options": ["--secret", "id=NAME,env=NAME"]',
  },
  {
    matches: (path) => /\.py$/.test(path),
    mark: /\b(?:\w*client|images|cli|docker\w*)\.build\s*\(/,
    reason: "docker-py builds without BuildKit, so it has no secret mounts",
    sketch: 'subprocess.run(["docker", "build", "--secret", "id=NAME,env=NAME", "."], check=True)',
  },
];

export const isOtherBuilder = (path: string, text: string): boolean =>
  BUILDERS.some((one) => one.matches(path) && one.mark.test(text));

/** Steps for builders that an edit of this file cannot help. */
const findOtherBuilders = ({ path, text, needs }: ChangeRequest): readonly BundleStep[] => {
  const found = BUILDERS.find((one) => one.matches(path) && one.mark.test(text));
  if (found === undefined) return [];
  const name = droppedNames(needs).find((one) => new RegExp(`\\b${escapePattern(one)}\\b`).test(text));
  const at = name === undefined ? text.search(found.mark) : text.search(new RegExp(`\\b${escapePattern(name)}\\b`));
  const { reason, sketch } = found;
  return [{ code: "M10", path, line: lineOf(text, at), reason, ...(sketch ? { sketch } : {}) }];
};

export const changeOtherBuilder = (request: ChangeRequest): Changed => {
  const steps = findOtherBuilders(request);
  return steps.length === 0 ? NOTHING : joinChanges([{ steps, handled: [{ start: 0, end: request.text.length }] }]);
};
