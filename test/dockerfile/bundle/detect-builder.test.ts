import { describe, expect, it } from "vitest";
import { detectBuilder } from "../../../src/dockerfile/bundle/bundle.ts";
import { contextOf } from "../cases.ts";

const DOCKERFILES = { Dockerfile: "FROM scratch\n", "web/Dockerfile": "FROM scratch\n" };

const workflow = (steps: string): string => `jobs:\n  a:\n    steps:\n${steps}`;

describe("detectBuilder", () => {
  it.each([
    [
      "a step of GitHub Actions",
      ".github/workflows/ci.yml",
      workflow("      - uses: docker/build-push-action@v6\n        with:\n          push: true\n"),
      "docker",
      6,
    ],
    ["a shell line", ".github/workflows/ci.yml", workflow("      - run: podman build -t app .\n"), "podman", 4],
    [
      "an action that runs buildah",
      ".github/workflows/ci.yml",
      workflow(
        "      - uses: redhat-actions/buildah-build@v2\n        with:\n          containerfiles: ./Dockerfile\n",
      ),
      "buildah",
      6,
    ],
    ["GitLab CI", ".gitlab-ci.yml", "a:\n  script:\n    - buildah bud -f Dockerfile -t app .\n", "buildah", 3],
    [
      "kaniko",
      ".gitlab-ci.yml",
      'a:\n  script:\n    - /kaniko/executor --context "$CI_PROJECT_DIR" --dockerfile "$CI_PROJECT_DIR/Dockerfile"\n',
      "kaniko",
      3,
    ],
    ["compose", "compose.yml", "services:\n  app:\n    build: .\n", "docker", 3],
    ["bake", "docker-bake.hcl", '\ntarget "app" {\n  context = "."\n}\n', "docker", 2],
    ["a Makefile", "Makefile", "image:\n\tpodman build .\n", "podman", 2],
  ])("reads %s", (_what, path, text, builder, line) => {
    expect(detectBuilder(contextOf({ ...DOCKERFILES, [path]: text }), "Dockerfile")).toEqual({ builder, path, line });
  });

  it("names what builds this Dockerfile, not another", () => {
    const script = "docker build .\nbuildah bud web\n";
    const context = contextOf({ ...DOCKERFILES, "build.sh": script });
    expect(detectBuilder(context, "Dockerfile")).toMatchObject({ builder: "docker", line: 1 });
    expect(detectBuilder(context, "web/Dockerfile")).toMatchObject({ builder: "buildah", line: 2 });
  });

  it("names the builder that can do least, when several build it", () => {
    const context = contextOf({ ...DOCKERFILES, "a.sh": "docker build .\n", "b.sh": "buildah bud .\n" });
    expect(detectBuilder(context, "Dockerfile")).toMatchObject({ builder: "buildah", path: "b.sh" });
  });

  it("knows nothing of a tree that builds nothing", () => {
    expect(detectBuilder(contextOf({ ...DOCKERFILES, "run.sh": "docker run app\n" }), "Dockerfile")).toBeUndefined();
  });
});
