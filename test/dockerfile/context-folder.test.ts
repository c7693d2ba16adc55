import { describe, expect, it } from "vitest";
import { contextFolder, fromFolder, inFolder } from "../../src/dockerfile/context-folder.ts";
import { contextOf } from "./cases.ts";

const ALL = "FROM alpine\nCOPY . /app\n";

const folderOf = (dockerfile: string, files: Readonly<Record<string, string>>): string =>
  contextFolder(dockerfile, { text: files[dockerfile] ?? ALL, tree: contextOf({ [dockerfile]: ALL, ...files }) });

describe("the folder that a Dockerfile is built in", () => {
  it.each<[what: string, dockerfile: string, files: Record<string, string>, folder: string]>([
    ["the root, for one that lies there", "Dockerfile", { "a.js": "" }, ""],
    ["its own, when sources lie beside it", "api/Dockerfile", { "api/main.go": "", "go.mod": "" }, "api"],
    [
      "the root, when nothing to build lies beside it",
      "docker/Dockerfile",
      { "docker/entry.sh": "", "main.go": "" },
      "",
    ],
    [
      "its own, by a .dockerignore there",
      "docker/Dockerfile",
      { "docker/.dockerignore": "x", "main.go": "" },
      "docker",
    ],
    [
      "the root, where the files lie that it copies by name",
      "api/Dockerfile",
      {
        "api/Dockerfile": "FROM alpine\nCOPY go.mod api/main.go ./\nCOPY --from=build /x /x\n",
        "api/main.go": "",
        "go.mod": "",
      },
      "",
    ],
    [
      "its own, where the files lie that it copies by name",
      "docker/Dockerfile",
      { "docker/Dockerfile": "FROM alpine\nCOPY entry.sh /\n", "docker/entry.sh": "", "main.go": "" },
      "docker",
    ],
    [
      "what compose says",
      "api/Dockerfile",
      {
        "compose.yml": "services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n",
        "api/main.go": "",
      },
      "",
    ],
    [
      "what compose says in one word",
      "docker/Dockerfile",
      { "docker-compose.yaml": "services: {a: {build: ./docker}}\n", "main.go": "" },
      "docker",
    ],
    [
      "what compose says of a Dockerfile beside the context",
      "docker/app.Dockerfile",
      {
        "deploy/compose.yaml": "services:\n  a:\n    build: {context: ../app, dockerfile: ../docker/app.Dockerfile}\n",
        "app/x.js": "",
      },
      "app",
    ],
    [
      "nothing by a compose file that is broken",
      "api/Dockerfile",
      { "compose.yml": "services: [\n", "api/main.go": "" },
      "api",
    ],
    [
      "nothing by one with variables",
      "api/Dockerfile",
      { "compose.yml": "services: {a: {build: $DIR/api}}\n", "api/main.go": "" },
      "api",
    ],
  ])("is %s", (_what, dockerfile, files, folder) => {
    expect(folderOf(dockerfile, files)).toBe(folder);
  });

  it("has a way to the Dockerfile, and back", () => {
    for (const [folder, path] of [
      ["", "docker/Dockerfile"],
      ["docker", "docker/Dockerfile"],
      ["a/b", "docker/Dockerfile"],
    ] as const)
      expect(inFolder(folder, fromFolder(folder, path))).toBe(path);
    expect(fromFolder("a/b", "docker/Dockerfile")).toBe("../../docker/Dockerfile");
  });
});
