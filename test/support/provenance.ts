import type { Digest } from "../../src/domain/digest.ts";

export interface AttestationOptions {
  readonly subject: { readonly manifest: { readonly digest: Digest } };
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly dockerfile?: string;
  readonly vcs?: { readonly source: string; readonly revision?: string };
  /** SLSA provenance version; default `v1`. */
  readonly version?: "v0.2" | "v1";
}

/** The in-toto statement BuildKit writes: build args, and the Dockerfile in base64. */
export const provenance = ({ subject, buildArgs = {}, dockerfile = "", vcs, version = "v1" }: AttestationOptions) => {
  const args = Object.fromEntries(Object.entries(buildArgs).map(([name, value]) => [`build-arg:${name}`, value]));
  const source = {
    infos: [{ filename: "Dockerfile", language: "Dockerfile", data: Buffer.from(dockerfile).toString("base64") }],
  };
  const request = { frontend: "dockerfile.v0", args };
  const buildkit = { source, layers: {}, ...(vcs && { vcs }) };
  const v02 = {
    buildType: "https://mobyproject.org/buildkit@v1",
    invocation: { configSource: { entryPoint: "Dockerfile" }, parameters: request },
    metadata: { "https://mobyproject.org/buildkit@v1#metadata": buildkit },
  };
  const v1 = {
    buildDefinition: {
      buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
      externalParameters: { configSource: { path: "Dockerfile" }, request },
    },
    runDetails: { metadata: { buildkit_metadata: buildkit } },
  };
  return {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType: predicate(version),
    subject: [{ name: "_", digest: { sha256: subject.manifest.digest.slice(7) } }],
    predicate: version === "v1" ? v1 : v02,
  };
};

export const predicate = (version: "v0.2" | "v1" = "v1"): string => `https://slsa.dev/provenance/${version}`;
