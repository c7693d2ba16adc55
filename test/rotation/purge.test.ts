import { describe, expect, it } from "vitest";
import { type PurgeManifest, type PurgePlace, planPurge } from "../../src/rotation/purge.ts";
import { purgeCommands } from "../../src/rotation/purge-commands.ts";

const at = (repository: string, ...tags: readonly string[]): PurgePlace => ({
  registry: "r.example",
  repository,
  tags,
});

const manifest = (digest: string, parts: Partial<PurgeManifest> = {}): PurgeManifest => {
  const layers = parts.layers ?? [];
  return {
    digest,
    role: "image",
    blobs: [digest, `${digest}-config`, ...layers],
    layers,
    children: [],
    places: [at("app")],
    ...parts,
  };
};
const listing = (digest: string, children: readonly string[], parts: Partial<PurgeManifest> = {}): PurgeManifest =>
  manifest(digest, { role: "index", blobs: [digest], children, ...parts });

const BAD = new Map([["bad", ["secret1"]]]);
const plan = (manifests: readonly PurgeManifest[], blobs: ReadonlyMap<string, readonly string[]> = BAD) =>
  planPurge({ manifests, blobs });
const order = (manifests: readonly PurgeManifest[], blobs = BAD) =>
  plan(manifests, blobs).repositories.map(({ repository, deletions }) => [
    repository,
    ...deletions.map(({ digest, why }) => `${digest} ${why}`),
  ]);

describe("a purge plan", () => {
  it.each([
    ["nothing that is clean", [manifest("clean", { layers: ["good"] })], []],
    ["nothing that no repository serves", [manifest("gone", { layers: ["bad"], places: [] })], []],
    ["an image for its layer", [manifest("a", { layers: ["good", "bad"] })], [["app", "a holds"]]],
    [
      "an image for its config, and a manifest for itself",
      [manifest("a"), manifest("b")],
      [["app", "a holds", "b holds"]],
      new Map([
        ["a-config", ["secret1"]],
        ["b", ["secret2"]],
      ]),
    ],
    [
      "the same image wherever it is served",
      [manifest("a", { layers: ["bad"], places: [at("app", "1"), at("mirror/app")] })],
      [
        ["app", "a holds"],
        ["mirror/app", "a holds"],
      ],
    ],
    [
      "an index before what it lists, and one of indexes before that",
      [manifest("a", { layers: ["bad"] }), listing("list", ["a"]), listing("all", ["list"])],
      [["app", "all lists", "list lists", "a holds"]],
    ],
    [
      "an index only where it is served",
      [
        manifest("a", { layers: ["bad"], places: [at("app"), at("copy")] }),
        listing("list", ["a"], { places: [at("app")] }),
      ],
      [
        ["app", "list lists", "a holds"],
        ["copy", "a holds"],
      ],
    ],
    [
      "what refers to it, and what refers to that, last",
      [
        manifest("z", { layers: ["bad"] }),
        manifest("a-signature", { role: "signature", subject: "z" }),
        manifest("b-signature", { role: "signature", subject: "a-signature" }),
      ],
      [["app", "z holds", "a-signature refers", "b-signature refers"]],
    ],
    [
      "a cache of layers",
      [manifest("cache", { role: "cache", blobs: ["cache", "good", "bad"] })],
      [["app", "cache holds"]],
    ],
    [
      "not the image that an attestation with a secret speaks of",
      [
        manifest("a"),
        manifest("proof", { role: "attestation", layers: ["bad"], subject: "a" }),
        listing("list", ["a", "proof"]),
      ],
      [["app", "list lists", "proof holds"]],
    ],
  ] as const)("names %s", (_what, manifests, expected, blobs: ReadonlyMap<string, readonly string[]> = BAD) => {
    expect(order(manifests, blobs as typeof BAD)).toEqual(expected);
  });

  it("tells what only its digest leads to any more", () => {
    const arm = { os: "linux", architecture: "arm64" };
    const orphans = plan([
      manifest("amd", { layers: ["bad"] }),
      manifest("arm", { layers: ["good"], platform: arm }),
      manifest("tagged", { places: [at("app", "stays")] }),
      manifest("proof", { role: "attestation", subject: "arm" }),
      listing("list", ["amd", "arm", "tagged", "proof"]),
    ]).repositories[0]?.orphans;
    expect(orphans).toEqual([{ digest: "arm", platform: arm, index: "list" }]);
  });

  it("has bases rebuilt before what was built on them", () => {
    const { rebuild } = plan([
      manifest("a", { layers: ["os", "bad", "app"], places: [at("app", "1")] }),
      manifest("base", { layers: ["os", "bad"], places: [at("base", "1", "latest")] }),
      manifest("untagged", { layers: ["os", "bad", "old"], places: [at("old")] }),
      listing("list", ["base"], { places: [at("base", "multi")] }),
    ]);
    expect(rebuild.map(({ repository, tags, builtOnIt }) => [repository, tags.join(), builtOnIt])).toEqual([
      ["base", "multi", 2],
      ["base", "1,latest", 2],
      ["app", "1", 0],
    ]);
  });

  it("says who holds each blob, also where that is not asked about", () => {
    expect(
      plan([
        manifest("b", { layers: ["bad"], places: [at("two")] }),
        manifest("a", { layers: ["bad"], places: [at("one"), at("two")] }),
        manifest("gone", { layers: ["bad"], places: [] }),
      ]).blobs,
    ).toEqual([
      { digest: "bad", secrets: ["secret1"], manifests: ["a", "b"], repositories: ["r.example/one", "r.example/two"] },
    ]);
  });

  it("reads a case in which indexes list each other", () => {
    const ring = [listing("x", ["y", "a"]), listing("y", ["x"]), manifest("a", { layers: ["bad"] })];
    expect(order(ring)[0]?.toSorted()).toEqual(["a holds", "app", "x lists", "y lists"]);
  });
});

const commandsAt = (registry: string, repository: string, count = 1, tags: readonly string[] = []) => {
  const place = { registry, repository, tags };
  const manifests = [
    ...Array.from({ length: count }, (_, n) => manifest(`sha256:${n}`, { layers: ["bad"], places: [place] })),
    listing("sha256:list", ["sha256:0"], { places: [place] }),
  ];
  const [one] = plan(manifests).repositories;
  return purgeCommands(one!, { plainHttp: registry.startsWith("127.") });
};

describe("the commands of a purge", () => {
  it("delete by digest at any registry, the index first", () => {
    expect(commandsAt("r.example", "team/app").commands).toEqual([
      "skopeo delete docker://r.example/team/app@sha256:list",
      "skopeo delete docker://r.example/team/app@sha256:0",
    ]);
    expect(commandsAt("127.0.0.1:5000", "app").commands[0]).toContain(" --tls-verify=false ");
  });

  it("ask ECR for a hundred at a time, indexes in calls before the others", () => {
    const { commands, notes } = commandsAt("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "team/app", 101);
    expect(commands.map((command) => command.match(/imageDigest=/g)?.length)).toEqual([1, 100, 1]);
    expect(commands[0]).toBe(
      "aws ecr batch-delete-image --registry-id 123456789012 --region eu-west-1 --repository-name team/app --image-ids imageDigest=sha256:list",
    );
    expect(notes.join(" ")).toMatch(/[Rr]eplicas/);
    expect(commandsAt("public.ecr.aws", "alias/team/app").commands[0]).toContain("--repository-name team/app ");
  });

  it("delete tags first at Docker Hub, which keeps what a tag points at", () => {
    const { commands } = commandsAt("docker.io", "shop/app", 1, ["1.0"]);
    expect(commands[0]).toContain("DELETE");
    expect(commands[0]).toContain("https://hub.docker.com/v2/repositories/shop/app/tags/1.0/");
    expect(commands.at(-1)).toBe("skopeo delete docker://docker.io/shop/app@sha256:0");
  });

  it.each([
    [
      "ghcr.io",
      "org/team/app",
      /^gh api --paginate \/orgs\/org\/packages\/container\/team%2Fapp\/versions .*sha256:list/,
    ],
    [
      "europe-docker.pkg.dev",
      "p/r/app",
      /^gcloud artifacts docker images delete europe-docker\.pkg\.dev\/p\/r\/app@sha256:list --delete-tags/,
    ],
    ["shop.azurecr.io", "app", /^az acr repository delete --name shop --image app@sha256:list --yes$/],
  ])("speak to %s in its own way", (registry, repository, command) => {
    expect(commandsAt(registry, repository).commands[0]).toMatch(command);
  });

  it.each(["oci:layout", "docker-archive:app.tar", "docker-daemon:", "registry-storage:/var/lib/registry", "stdin"])(
    "there are none for %s: what to do is said",
    (registry) => {
      const { commands, notes } = commandsAt(registry, "app");
      expect([commands, notes.length]).toEqual([[], 1]);
    },
  );

  it("can be pasted, whatever a registry calls its repositories", () => {
    const [command = ""] = commandsAt("r.example", "app;$(touch x)'`y`").commands;
    expect(command).toBe("skopeo delete docker://'r.example/app;$(touch x)'\\''`y`@sha256:list'");
  });
});
