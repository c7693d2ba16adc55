import { describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { locate } from "../../src/dockerfile/locate/locate.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import { contextOf } from "./cases.ts";

const leak = (more: Partial<Leak>): Leak => ({ secretId: "s1", title: "t", preview: "•••", kind: "history", ...more });
const fileLeak = (path: string, more: Partial<Leak> = {}): Leak => leak({ kind: "file", path, ...more });

interface Place {
  readonly files?: readonly string[];
  readonly ignore?: string;
}

/** `line:path` of each place, or why there is none. */
const find = (text: string, at: Leak, { files = [], ignore = "" }: Place = {}): readonly string[] => {
  const file = parseDockerfile(text);
  expect(file.problem).toBeUndefined();
  const context = contextOf(Object.fromEntries(files.map((path) => [path, "x"])));
  const found = locate(at, { file, context, ignore });
  if (found.kind !== "at") return [found.kind];
  return found.places.map(
    ({ at: { start }, path = "" }) => `${text.slice(0, start).split("\n").length}${path === "" ? "" : `:${path}`}`,
  );
};

describe("a file of the image is brought by", () => {
  it.each<[string, string, string, readonly string[], Place?]>([
    ["COPY to a path", "COPY conf/app.env /srv/.env", "srv/.env", ["2:/srv/.env"]],
    ["COPY into a directory", "COPY .npmrc package.json /app/", "app/.npmrc", ["2:/app/.npmrc"]],
    [
      "COPY to the work directory",
      "WORKDIR /srv\nWORKDIR app\nCOPY .npmrc ./",
      "srv/app/.npmrc",
      ["4:/srv/app/.npmrc"],
    ],
    ["COPY in JSON form", 'COPY ["my env", "/srv/.env"]', "srv/.env", ["2:/srv/.env"]],
    ["COPY with flags", "COPY --chown=1:1 --chmod=600 --link .npmrc /app/.npmrc", "app/.npmrc", ["2:/app/.npmrc"]],
    ["COPY of a known variable", "ARG D=/srv\nCOPY .npmrc $D/", "srv/.npmrc", ["3:/srv/.npmrc"]],
    ["COPY of everything", "WORKDIR /app\nCOPY . .", "app/conf/.env", ["3:/app/conf/.env"], { files: ["conf/.env"] }],
    [
      "COPY of a directory",
      "COPY conf /etc/app",
      "etc/app/a/key.pem",
      ["2:/etc/app/a/key.pem"],
      { files: ["conf/a/key.pem"] },
    ],
    ["COPY of a pattern", "COPY *.env /srv/", "srv/prod.env", ["2:/srv/prod.env"], { files: ["prod.env"] }],
    [
      "a pattern that matches a directory",
      "COPY conf* /srv/",
      "srv/a/.env",
      ["2:/srv/a/.env"],
      { files: ["conf.d/a/.env"] },
    ],
    ["COPY --parents", "COPY --parents a/b/.env /srv/", "srv/a/b/.env", ["2:/srv/a/b/.env"]],
    ["COPY --parents with a pivot", "COPY --parents a/./b/.env /srv/", "srv/b/.env", ["2:/srv/b/.env"]],
    [
      "COPY --parents of a pattern",
      "COPY --parents **/.npmrc /srv/",
      "srv/a/b/.npmrc",
      ["2:/srv/a/b/.npmrc"],
      { files: ["a/b/.npmrc"] },
    ],
    ["COPY --exclude of another file", "COPY --exclude=*.md . /srv", "srv/.env", ["2:/srv/.env"], { files: [".env"] }],
    [
      "an ignore file that takes it in again",
      "COPY . /srv",
      "srv/.env",
      ["2:/srv/.env"],
      { files: [".env"], ignore: "*\n!.env\n" },
    ],
    [
      "ADD of a file",
      "ADD kaggle.json /root/.kaggle/kaggle.json",
      "root/.kaggle/kaggle.json",
      ["2:/root/.kaggle/kaggle.json"],
    ],
    ["ADD of an archive", "ADD app.tar.gz /srv", "srv/conf/.env", ["2:/srv/conf/.env"]],
    ["a heredoc", "COPY <<EOF /srv/.npmrc\ntoken=•\nEOF", "srv/.npmrc", ["2:/srv/.npmrc"]],
    ["the heredoc of that name", "COPY <<a.env <<b.env /srv/\nx\na.env\ny\nb.env", "srv/b.env", ["2:/srv/b.env"]],
    ["RUN that writes it", 'RUN echo "$T" > /srv/.npmrc', "srv/.npmrc", ["2:/srv/.npmrc"]],
    [
      "RUN with a heredoc that writes it",
      "RUN <<EOF\nset -e\ncat > /srv/.npmrc <<IN\n$T\nIN\nEOF",
      "srv/.npmrc",
      ["2:/srv/.npmrc"],
    ],
    [
      "RUN with a tool that keeps it",
      'USER ci\nRUN echo "$T" | docker login -u ci --password-stdin r.example',
      "home/ci/.docker/config.json",
      ["3:/home/ci/.docker/config.json"],
    ],
    [
      "the file of another name, not the directory",
      "COPY id_rsa /root/.ssh/id_rsa\nCOPY . .",
      "root/.ssh/id_rsa",
      ["2:/root/.ssh/id_rsa"],
    ],
    [
      "RUN, where the directory has no such file",
      'COPY . /srv\nRUN echo "$T" > /srv/.npmrc',
      "srv/.npmrc",
      ["3:/srv/.npmrc"],
      { files: ["a.js"] },
    ],
    ["RUN in the work directory", "WORKDIR /srv\nRUN cd conf && echo x >> .env", "srv/conf/.env", ["3:/srv/conf/.env"]],
    ["two instructions", "COPY .env /srv/\nRUN echo x >> /srv/.env", "srv/.env", ["2:/srv/.env", "3:/srv/.env"]],
  ])("%s", (_what, body, path, expected, more = {}) =>
    expect(find(`FROM debian\n${body}\n`, fileLeak(path), more)).toEqual(expected),
  );

  it.each<[string, string, string, readonly string[], Place?]>([
    ["another path", "COPY .npmrc /app/.npmrc", "srv/.npmrc", ["nowhere"]],
    ["what --exclude leaves out", "COPY --exclude=**/.env . /srv", "srv/a/.env", ["nowhere"], { files: ["a/.env"] }],
    ["what the ignore file leaves out", "COPY . /srv", "srv/.env", ["moved"], { files: [".env"], ignore: "**/.env\n" }],
    ["a mounted file", "RUN --mount=type=secret,id=n,dst=/srv/.npmrc npm ci", "srv/.npmrc", ["moved"]],
    ["COPY of an archive", "COPY app.tar.gz /srv/", "srv/conf/.env", ["nowhere"]],
    ["a tool that is told no value", "RUN npm config set save-exact true", "root/.npmrc", ["nowhere"]],
    ["a heredoc of another name", "COPY <<a.env /srv/\nx\na.env", "srv/b.env", ["nowhere"]],
  ])("not: %s", (_what, body, path, expected, more = {}) =>
    expect(find(`FROM debian\n${body}\n`, fileLeak(path), more)).toEqual(expected),
  );
});

describe("a file that comes from another stage is found there:", () => {
  const build = "FROM node AS Build\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\n";
  it.each([
    ["by name", `${build}FROM node\nCOPY --from=build /app /srv\n`, "srv/.npmrc", ["3:/app/.npmrc"]],
    ["by number", `${build}FROM node\nCOPY --from=0 /app/.npmrc /srv/\n`, "srv/.npmrc", ["3:/app/.npmrc"]],
    [
      "in its base",
      `${build}FROM build AS next\nRUN x\nFROM node\nCOPY --from=next /app /srv\n`,
      "srv/.npmrc",
      ["3:/app/.npmrc"],
    ],
    [
      "over two stages",
      `${build}FROM node AS two\nCOPY --from=build /app /b\nFROM node\nCOPY --from=two /b /c\n`,
      "c/.npmrc",
      ["3:/app/.npmrc"],
    ],
    ["the stage built FROM it", `${build}FROM build\nRUN x\n`, "app/.npmrc", ["3:/app/.npmrc"]],
    ["not in an image", `${build}FROM node\nCOPY --from=nginx /app /srv\n`, "srv/.npmrc", ["6:/srv/.npmrc"]],
    ["not in a later stage", `FROM node\nCOPY --from=build /app /srv\n${build}`, "srv/.npmrc", ["2:/srv/.npmrc"]],
    [
      "nothing there brings it",
      `FROM node AS build\nRUN x\nFROM node\nCOPY --from=build /app /srv\n`,
      "srv/.npmrc",
      ["nowhere"],
    ],
  ])("%s", (_what, text, path, expected) => expect(find(text, fileLeak(path))).toEqual(expected));
});

describe("a variable is located", () => {
  it.each<[string, string, Leak, readonly string[]]>([
    ["at its ARG", "FROM a\nARG T\nRUN x $T\n", leak({ name: "T" }), ["2"]],
    ["at each ARG of the name", "ARG T\nFROM a\nARG A T=1\nFROM b\nRUN x\n", leak({ name: "T" }), ["1", "3"]],
    ["at its ENV", "FROM a\nARG T\nENV T=$T\n", leak({ kind: "env", name: "T" }), ["3"]],
    ["at its LABEL", "FROM a\nLABEL x.y=1 t=2\n", leak({ kind: "label", name: "t" }), ["2"]],
    ["at ONBUILD", "FROM a\nONBUILD ARG T\nONBUILD RUN x $T\n", leak({ name: "T" }), ["2", "3"]],
    ["at the last CMD", "FROM a\nCMD x\nCMD y\nENTRYPOINT z\n", leak({ kind: "command", field: "Cmd" }), ["3"]],
    ["at the ENTRYPOINT", "FROM a\nENTRYPOINT z\nCMD y\n", leak({ kind: "command", field: "Entrypoint" }), ["2"]],
    [
      "at the second ONBUILD",
      "FROM a\nONBUILD RUN x\nONBUILD RUN y\n",
      leak({ kind: "command", field: "OnBuild[1]" }),
      ["3"],
    ],
    [
      "at the RUN of the history",
      "FROM a\nRUN x\nRUN curl -u me:hidden h\n",
      leak({ historyLine: "RUN /bin/sh -c curl -u me:••• h # buildkit" }),
      ["3"],
    ],
    ["nowhere when no instruction names it", "FROM a\nRUN x\n", leak({ name: "T" }), ["nowhere"]],
  ])("%s", (_what, text, at, expected) => expect(find(text, at)).toEqual(expected));
});

const verdict = (text: string, at: Leak, files: readonly string[] = []) => {
  const context = contextOf(Object.fromEntries(files.map((path) => [path, "x"])));
  const { proposals, manual, patchedText, ignoreFile } = fixDockerfile({
    text,
    path: "Dockerfile",
    leaks: [at],
    context,
  });
  return {
    fixes: [...proposals.map((one) => one.fix), ...manual.map((one) => one.code)],
    manual,
    patchedText,
    ignoreFile,
  };
};

describe("the verdict", () => {
  it("edits the stage that a file comes from", () => {
    const text =
      "FROM node AS build\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\nFROM node\nCOPY --from=build /app /srv\n";
    const { fixes, patchedText } = verdict(text, fileLeak("srv/.npmrc"));
    expect(fixes).toEqual(["R2", "R0"]);
    expect(patchedText).not.toContain("COPY .npmrc");
    expect(patchedText).toContain("target=/app/.npmrc,required=true npm ci");
  });

  it.each<[string, string, Leak, readonly string[], (readonly string[])?]>([
    [
      "a later stage installs with the file",
      "FROM node AS b\nCOPY .npmrc /app/\nRUN npm ci\nFROM node\nCOPY --from=b /app /srv\nWORKDIR /srv\nRUN npm rebuild\n",
      fileLeak("srv/.npmrc"),
      ["M5"],
    ],
    [
      "the command of a later stage names it",
      "FROM node AS b\nCOPY .npmrc /app/\nRUN npm ci\nFROM node\nCOPY --from=b /app /srv\nCMD cat /srv/.npmrc\n",
      fileLeak("srv/.npmrc"),
      ["M1"],
    ],
    ["an archive holds the file", "FROM debian\nADD rootfs.tar.xz /\n", fileLeak("root/.npmrc"), ["M5"]],
    [
      "the builder writes the heredoc out",
      "FROM node\nARG T\nCOPY <<EOF /app/.npmrc\n_auth=$T\nEOF\n",
      fileLeak("app/.npmrc"),
      ["M6"],
    ],
    [
      "a heredoc holds the value",
      "FROM node\nARG T\nCOPY <<'EOF' /app/.npmrc\n_auth=$T\nEOF\n",
      fileLeak("app/.npmrc"),
      ["R11"],
    ],
    [
      "Windows has no mounts",
      "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY .npmrc C:\\app\\\nRUN npm ci\n",
      fileLeak("Files/app/.npmrc"),
      ["M7"],
    ],
    [
      "Windows, by its base image",
      "FROM golang:1.22-nanoserver\nARG T\nRUN go build -x %T%\n",
      leak({ name: "T" }),
      ["M7"],
    ],
    [
      "a file that Windows copies with all",
      "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY . C:\\app\\\n",
      fileLeak("Files/app/.env"),
      ["R9"],
      [".env"],
    ],
  ])("when %s", (_what, text, at, expected, files) => expect(verdict(text, at, files).fixes).toEqual(expected));

  it("of a line of provenance holds after other edits", () => {
    const text = "FROM a\nARG T\nRUN x •••\nRUN curl \\\n  -u me:••• h\nRUN y $T\n";
    const leaks = [leak({ name: "T" }), leak({ secretId: "s2", kind: "attestation", line: 5 })];
    const { patchedText } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
    expect(patchedText).toContain("RUN x •••\n");
    expect(patchedText).toContain('-u me:"$CURL_PASSWORD" h\n');
    const elsewhere = verdict("FROM a\nRUN x\n", leak({ kind: "attestation", line: 2 })).manual;
    expect(elsewhere[0]?.reason).toContain("in the Dockerfile of that build it stood in line 2");
  });

  it("of ONBUILD shows the line to aim for", () =>
    expect(
      verdict("FROM a\nONBUILD ARG T\nONBUILD RUN x $T\n", leak({ name: "T" })).manual.map((one) => one.sketch),
    ).toEqual(["ONBUILD RUN --mount=type=secret,id=T,env=T ...", "ONBUILD RUN --mount=type=secret,id=T,env=T ..."]));

  it("of a global ARG that no stage declares says that it is empty there", () =>
    expect(verdict("ARG T\nFROM a\nRUN x $T\n", leak({ name: "T" })).manual[0]?.reason).toContain("it is empty there"));
});
