import type { DocumentKind } from "../domain/finding.ts";

/** One way a secret got into an image that was built from the Dockerfile at hand. Holds no secret value. */
export interface Leak {
  /** Short id of the secret, as people see it everywhere. */
  readonly secretId: string;
  readonly title: string;
  /** Redacted. */
  readonly preview: string;
  readonly kind: DocumentKind;
  /** Name of the ARG, ENV or label that held the value. */
  readonly name?: string;
  /** Path in the image, with or without the leading slash: `app/.env`. */
  readonly path?: string;
  /** The path rests on a working directory that only the base image knows. */
  readonly isPathAssumed?: true;
  /** For `command`: where in the config it stands: `Cmd`, `Entrypoint`, `Healthcheck`, `OnBuild[0]`. */
  readonly field?: string;
  /** 1-based line of the Dockerfile that provenance embeds, where the value stood in it. */
  readonly line?: number;
  /** Instruction text that brought it as the image's history tells it, values as `•••`. */
  readonly historyLine?: string;
}
