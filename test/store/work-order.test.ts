import { describe, expect, it } from "vitest";
import { type LayerSeat, layerLine, workCost } from "../../src/store/work-order.ts";

const MEBIBYTE = 1024 * 1024;
const seat = (about: Partial<LayerSeat>): LayerSeat => ({
  size: MEBIBYTE,
  position: 3,
  above: 0,
  repositories: 1,
  line: "COPY . /app # buildkit",
  ...about,
});

const NOP = "/bin/sh -c #(nop)";
const BUILDKIT_RUN = "RUN /bin/sh -c";

describe("the order of layers", () => {
  it.each<[string, Partial<LayerSeat>, Partial<LayerSeat>]>([
    ["small before large", {}, { size: 2 * MEBIBYTE }],
    ["upper before lower", {}, { above: 4 }],
    ["what is copied before what is run", { size: 2 * MEBIBYTE }, { line: `${BUILDKIT_RUN} make # buildkit` }],
    ["also as older builders write it", { line: `${NOP} COPY dir:8a in /app ` }, { line: "/bin/sh -c make" }],
    [
      "what is run before what is installed",
      { line: `${BUILDKIT_RUN} make` },
      { line: `${BUILDKIT_RUN} apt-get install -y curl` },
    ],
    ["what is known before what is not", {}, { line: undefined }],
    ["one repository's before what many build on", { size: 3 * MEBIBYTE }, { repositories: 40 }],
    [
      "a large layer of files before a small distribution",
      { size: 50 * MEBIBYTE },
      { position: 0, line: `${NOP} ADD file:d9d0 in / ` },
    ],
    [
      "anything before a base that was built",
      { line: `${BUILDKIT_RUN} apk add git` },
      { position: 0, line: "# debian.sh --arch 'amd64' out/ 'bookworm'" },
    ],
    [
      "a copied base before a distribution",
      { position: 0 },
      { position: 0, line: "ADD alpine-minirootfs-3.20.tar.gz / # buildkit" },
    ],
    ["a size that is known before one that is not", {}, { size: -1 }],
  ])("%s", (_, earlier, later) => {
    expect(workCost(seat(earlier))).toBeLessThan(workCost(seat(later)));
  });

  it.each([
    "pip install -r requirements.txt",
    "npm ci",
    "apt-get -y update",
    "apk --no-cache add git",
    "yum install -y git",
    "cd /src && go mod download",
    "bundle install",
  ])("`%s` installs packages", (command) => {
    const made = workCost(seat({ line: `${BUILDKIT_RUN} make all` }));
    expect(workCost(seat({ line: `${BUILDKIT_RUN} ${command}` }))).toBeGreaterThan(made);
  });

  it("tiny layers are alike, whatever their size", () => {
    expect(workCost(seat({ size: 100 }))).toBe(workCost(seat({ size: 9000 })));
  });
});

describe("the line of a layer", () => {
  const entry = (createdBy: string, emptyLayer = false) => ({ createdBy, emptyLayer });
  const history = [entry("ADD rootfs"), entry("ENV A=b", true), entry("COPY . /app")];

  it("is that of the entry that made it", () => {
    expect(layerLine({ history, diffIds: ["sha256:a", "sha256:b"] }, 1)).toBe("COPY . /app");
  });

  it("is unknown where history and layers do not fit each other", () => {
    expect(layerLine({ history, diffIds: ["sha256:a"] }, 0)).toBeUndefined();
    expect(layerLine({ history: [], diffIds: [] }, 0)).toBeUndefined();
  });
});
