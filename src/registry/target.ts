import type { Digest } from "../domain/digest.ts";

/** What a person typed: a registry (all of it, or the repositories a pattern names), one image, or an archive. */
export type Target =
  | { readonly kind: "registry"; readonly registry: string; readonly pattern?: string }
  | { readonly kind: "repository"; readonly registry: string; readonly name: string }
  | {
      readonly kind: "image";
      readonly registry: string;
      readonly name: string;
      readonly tag?: string;
      readonly digest?: Digest;
    }
  /** The private registry of an AWS account in a region. */
  | { readonly kind: "ecr"; readonly region?: string; readonly profile?: string }
  /** The public registries of an AWS account. */
  | { readonly kind: "ecr-public"; readonly profile?: string }
  /** The disk of a distribution registry. */
  | { readonly kind: "storage"; readonly path: string }
  /** The images of an engine on this machine, or the one that is named. */
  | { readonly kind: "engine"; readonly engine: "docker" | "podman"; readonly image?: string }
  | { readonly kind: "layout"; readonly path: string; readonly ref?: string }
  | {
      readonly kind: "archive";
      readonly format: "oci-archive" | "docker-archive" | "stdin";
      readonly path: string;
      readonly ref?: string;
    };
