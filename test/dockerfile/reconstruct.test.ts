import { describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import { reconstructDockerfile } from "../../src/dockerfile/reconstruct.ts";
import { contextOf } from "./cases.ts";

const rebuild = (lines: readonly string[], base?: { name: string; entries: number }) =>
  reconstructDockerfile({
    history: lines.map((createdBy) => ({ createdBy, emptyLayer: false })),
    ...(base ? { base } : {}),
  });
const bodyOf = (lines: readonly string[]): readonly string[] =>
  rebuild(lines)
    .text.trimEnd()
    .split("\n")
    .filter((line) => !/^(?:#|FROM)/.test(line));

describe("a history line becomes an instruction", () => {
  it.each([
    ["classic ENV", "/bin/sh -c #(nop)  ENV NPM_TOKEN=•••", ["ENV NPM_TOKEN=•••"]],
    ["classic CMD", '/bin/sh -c #(nop)  CMD ["node"]', ['CMD ["node"]']],
    ["classic RUN", "/bin/sh -c npm ci", ["RUN npm ci"]],
    ["classic RUN with an ARG", "|1 NPM_TOKEN=••• /bin/sh -c npm ci", ["ARG NPM_TOKEN", "RUN npm ci"]],
    ["classic COPY of a file", `/bin/sh -c #(nop) COPY file:${"ab".repeat(32)} in /app/.env `, ["COPY .env /app/.env"]],
    ["classic COPY of a folder", `/bin/sh -c #(nop) COPY dir:${"ab".repeat(32)} in /app `, ["COPY . /app"]],
    ["BuildKit RUN", "RUN /bin/sh -c npm ci # buildkit", ["RUN npm ci"]],
    [
      "BuildKit RUN with ARGs",
      "RUN |2 A=••• B=two words /bin/sh -c npm ci # buildkit",
      ["ARG A", "ARG B", "RUN npm ci"],
    ],
    ["BuildKit COPY", "COPY .env /app/ # buildkit", ["COPY .env /app/"]],
    ["BuildKit ARG", "ARG NPM_TOKEN=•••", ["ARG NPM_TOKEN"]],
    ["BuildKit SHELL", 'SHELL ["/bin/bash", "-c"]', ['SHELL ["/bin/bash", "-c"]']],
    ["bash", "RUN /bin/bash -o pipefail -c curl x | sh # buildkit", ["RUN curl x | sh"]],
    ["a script", "RUN /bin/sh -c set -e\nnpm ci # buildkit", ["RUN <<EOF", "set -e", "npm ci", "EOF"]],
    ["control characters", "RUN /bin/sh -c echo \u001b[31m x # buildkit", ["RUN echo  [31m x"]],
    ["nothing", "", []],
    [
      "classic COPY with flags",
      "/bin/sh -c #(nop) COPY --chown=1:1 file:abc in /app/.env ",
      ["COPY --chown=1:1 .env /app/.env"],
    ],
    ["a COPY of several", `/bin/sh -c #(nop) COPY multi:${"ab".repeat(32)} in /app/ `, ["COPY . /app/"]],
    ["COPY from a stage", "/bin/sh -c #(nop) COPY --from=build /a /b ", ["COPY --from=build /a /b"]],
    ["a heredoc of COPY", "COPY <<EOF /etc/app.conf # buildkit", ["COPY EOF /etc/app.conf"]],
    ["BuildKit ENV with blanks", "ENV A=two words B=3", ['ENV A="two words" B=3']],
    ["BuildKit LABEL with blanks", "LABEL a=b c d=e", ['LABEL a="b c" d=e']],
    ["the old ENV form", "/bin/sh -c #(nop)  ENV A two words", ["ENV A two words"]],
    ["BuildKit EXPOSE", "EXPOSE map[443/tcp:{} 80/tcp:{}]", ["EXPOSE 443/tcp 80/tcp"]],
    ["BuildKit VOLUME", "VOLUME [/data /logs]", ["VOLUME /data /logs"]],
    [
      "BuildKit HEALTHCHECK",
      `HEALTHCHECK &{["CMD-SHELL" "curl -f http://x || exit 1"] "30s" '\\x03'}`,
      ["HEALTHCHECK CMD curl -f http://x || exit 1"],
    ],
    [
      "BuildKit HEALTHCHECK in JSON form",
      'HEALTHCHECK &{["CMD" "curl" "-f"] "30s"}',
      ['HEALTHCHECK CMD ["curl", "-f"]'],
    ],
    ["bash with joined options", "RUN |1 A=••• /bin/bash -eo pipefail -c npm ci # buildkit", ["ARG A", "RUN npm ci"]],
    ["kaniko RUN", "RUN npm ci && npm run build", ["RUN npm ci && npm run build"]],
    ["podman ONBUILD", "/bin/sh -c #(nop) ONBUILD ARG T", ["ONBUILD ARG T"]],
    ["Windows ENV", "cmd /S /C #(nop)  ENV A=b", ["ENV A=b"]],
    ["Windows RUN", "cmd /S /C npm ci", ['SHELL ["cmd", "/S", "/C"]', "RUN npm ci"]],
    [
      "Windows RUN of BuildKit",
      "RUN |1 A=••• cmd /S /C npm ci # buildkit",
      ["ARG A", 'SHELL ["cmd", "/S", "/C"]', "RUN npm ci"],
    ],
    [
      "a tool that other builders are named after",
      "RUN /bin/sh -c nix build && bazel build # buildkit",
      ["RUN nix build && bazel build"],
    ],
    ["bazel", "bazel build ...", []],
    ["buildpacks", "Buildpacks Launcher Config", []],
    ["a layer of buildpacks", "Layer: 'modules', Created by buildpack: x/y@1", []],
    ["jib", "jib-gradle-plugin:3.4.0", []],
    ["a container that was committed", "/bin/bash", []],
    ["the base as podman notes it", "FROM docker.io/library/node:22", []],
  ])("%s", (_what, line, expected) => expect(bodyOf([line])).toEqual(expected));
});

describe("the reconstruction", () => {
  const history = [
    `/bin/sh -c #(nop) ADD file:${"cd".repeat(32)} in / `,
    "RUN |1 NPM_TOKEN=••• /bin/sh -c npm ci # buildkit",
    "COPY .npmrc /app/.npmrc # buildkit",
    "RUN |1 NPM_TOKEN=••• /bin/sh -c npm run build # buildkit",
  ];

  it("says what it is, and parses", () => {
    const { text, notes } = rebuild(history);
    expect(text).toMatch(/^# Reconstructed from image history, not the original/);
    expect(parseDockerfile(text).problem).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(text.match(/ARG NPM_TOKEN/g)).toHaveLength(1);
  });

  it("leaves out what a known base brought", () => {
    const { text } = rebuild(history, { name: "node:22", entries: 1 });
    expect(text).toContain("FROM node:22\nARG NPM_TOKEN");
    expect(text).not.toContain("ADD");
  });

  it("can be fixed like a Dockerfile", () => {
    const leaks = [{ secretId: "s", title: "t", preview: "•••", kind: "history" as const, name: "NPM_TOKEN" }];
    const result = fixDockerfile({ text: rebuild(history).text, path: "Dockerfile", leaks, context: contextOf({}) });
    expect(result.patchedText).not.toContain("ARG NPM_TOKEN");
    expect(result.patchedText).toContain("env=NPM_TOKEN,required=true npm ci");
  });
});
