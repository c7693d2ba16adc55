/** Builds images on this machine and hands them over as files; nothing is ever pushed. */
export interface ImageBuilder {
  readonly id: BuilderId;
  /** `buildah 1.28.2`, `docker 20.10.24`. */
  readonly about: string;
  /** Builds without a cache and exports. Throws only when `signal` aborts. */
  build(request: BuildRequest, signal: AbortSignal): Promise<BuildOutcome>;
  /**
   * Builds once more for what the image does not show: provenance and build cache, both in mode=max. Absent where the
   * builder makes neither.
   */
  trail?(request: BuildRequest, signal: AbortSignal): Promise<TrailOutcome>;
  /** Removes what it left outside of its folder. */
  close(): Promise<void>;
}

export type BuilderId = "buildah" | "podman" | "docker";

export interface BuildRequest {
  /** Folder. */
  readonly context: string;
  readonly dockerfile: string;
  /** Files, readable by their owner only: a value is never an argument of a process. */
  readonly secrets: readonly { readonly id: string; readonly file: string }[];
  /** These are arguments of a process: never a real secret. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Socket of an SSH agent. */
  readonly ssh?: string;
  /** Steps get no network; buildah in a chroot cannot do that. */
  readonly offline?: boolean;
  /** Name that the image keeps, for a base of later builds. */
  readonly tag?: string;
}

/** `output`: what the builder said last. `archive`: an OCI or Docker archive. */
export type BuildOutcome =
  | { readonly ok: true; readonly output: string; readonly archive: string }
  | { readonly ok: false; readonly output: string; readonly timedOut: boolean };

export type TrailOutcome =
  /** `cache`: an OCI layout in a folder. */
  | { readonly ok: true; readonly archive: string; readonly cache: string }
  | { readonly ok: false; readonly output: string };

export interface BuilderSettings {
  /** Private folder for stores and archives; the caller removes it. */
  readonly folder: string;
  /** Of the programs that are run. */
  readonly env: ProgramEnvironment;
  /** Of one build, in ms. */
  readonly timeout: number;
}

export type ProgramEnvironment = Readonly<Record<string, string | undefined>>;
