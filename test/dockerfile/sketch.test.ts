import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/dockerfile/diff.ts";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { maskDiff } from "../../src/dockerfile/mask/mask-diff.ts";
import { contextOf, readCases } from "./cases.ts";

const sketchOf = (text: string, leak: Partial<Leak>): string | undefined =>
  fixDockerfile({
    text,
    path: "Dockerfile",
    leaks: [{ secretId: "s", title: "t", preview: "•••", kind: "history", ...leak }],
    context: contextOf({ ".env.production": "X=1" }),
  }).manual[0]?.sketch;

describe("the sketch of a manual step", () => {
  it.each([
    [
      "M1, an official database",
      "FROM mysql:8\nENV MYSQL_ROOT_PASSWORD=not-a-value\n",
      { kind: "env", name: "MYSQL_ROOT_PASSWORD" },
      "MYSQL_ROOT_PASSWORD_FILE: /run/secrets/MYSQL_ROOT_PASSWORD",
    ],
    [
      "M1, an own program",
      "FROM node:22\nENV JWT_SECRET=not-a-value\n",
      { kind: "env", name: "JWT_SECRET" },
      "docker run --env JWT_SECRET",
    ],
    [
      "M1, a file",
      "FROM node:22\nCOPY .env /app/.env\nCMD node --env-file /app/.env .\n",
      { kind: "file", path: "app/.env" },
      "target=/app/.env",
    ],
    ["M3", "ARG T\nFROM r.example/$T/x\nRUN y\n", { name: "T" }, "docker login"],
    ["M4", "FROM a\nONBUILD ARG T\nONBUILD RUN x $T\n", { name: "T" }, "ONBUILD RUN --mount=type=secret,id=T,env=T"],
    ["M6", "FROM a\nARG T\nADD https://h.example/$T/x /x\n", { name: "T" }, "HTTP_AUTH_TOKEN_h.example"],
    ["M6, a label", "FROM a\nARG T\nLABEL x=$T\n", { name: "T" }, "delete it from LABEL"],
    [
      "M6, a file that COPY writes",
      "FROM a\nARG T\nCOPY <<EOF /etc/pip.conf\nindex-url=https://x:$T@h.example/\nEOF\nRUN pip install x\n",
      { name: "T" },
      "env=T echo ... > /etc/pip.conf && use && rm /etc/pip.conf",
    ],
    [
      "R7, a key file of gcloud",
      "FROM a\nCOPY key.json /tmp/key.json\nRUN gcloud auth activate-service-account --key-file=/tmp/key.json && gsutil cp x y && rm /tmp/key.json\n",
      { kind: "file", path: "tmp/key.json" },
      "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=/tmp/key.json gcloud",
    ],
    [
      "M6, a repository",
      "FROM a\nARG T\nADD https://x:$T@git.example/a.git#v1 /x\n",
      { name: "T" },
      "id=GIT_AUTH_TOKEN.git.example,env=T",
    ],
    [
      "M1, a proxy",
      "FROM a\nENV HTTP_PROXY=http://ci:not-a-value@p.example:3128\nRUN apt-get update\n",
      { kind: "env", name: "HTTP_PROXY" },
      "docker build --build-arg HTTP_PROXY .",
    ],
    [
      "M1, a file that the context has under another name",
      "FROM a\nCOPY ./deploy/sa-prod.json /secrets/sa.json\nENV KEY_FILE=/secrets/sa.json\n",
      { kind: "file", path: "secrets/sa.json" },
      'source="$PWD/deploy/sa-prod.json",target=/secrets/sa.json',
    ],
    [
      "M7, a Windows container",
      "# escape=`\nFROM mcr.example/windows/servercore\nARG T\nRUN net use X: \\\\nas\\x %T%\n",
      { name: "T" },
      "in a stage that does not ship:\n+FROM mcr.example/windows/servercore AS base",
    ],
    [
      "M5, a file that comes with a folder and by its name",
      "FROM node:22\nWORKDIR /app\nCOPY . .\nCOPY .env.production .env\nCMD node .\n",
      { kind: "file", path: "app/.env.production" },
      "# when no COPY or ADD names .env.production any more, in the ignore file:\n**/.env.production",
    ],
    [
      "M9",
      "FROM a AS app\nARG T\nRUN echo $T > /etc/feed\nRUN apt-get install -f /etc/feed\n",
      { name: "T" },
      "+FROM app-base AS app\n+COPY --from=with-secret",
    ],
    ["M11", "FROM a\nARG T\nRUN echo root:$T | chpasswd\n", { name: "T" }, "useradd"],
    ["M13", "FROM docker\nARG T\nRUN docker login -u x -p $T r.example\n", { name: "T" }, "config.json:ro"],
  ] as const)("%s", (_what, text, leak, part) => {
    expect(sketchOf(text, leak)).toContain(part);
  });

  it.each(readCases().map((one) => [one.name, one] as const))("holds no value: %s", (_name, one) => {
    const result = fixDockerfile({
      text: one.before,
      path: "Dockerfile",
      leaks: one.leaks,
      context: contextOf(one.files ?? {}),
      options: one.options,
    });
    const told = JSON.stringify([
      result.manual,
      result.proposals.map(({ notes }) => notes),
      result.secretsMoved,
      result.notes,
    ]);
    expect(told).not.toMatch(/not-a-real|made-up-value/);
  });
});

describe("the diff on screen", () => {
  const written = readCases().filter(({ name, before, after }) => /^r11|^stage/.test(name) && before !== after);

  it.each(written.map((one) => [one.name, one] as const))("shows no written value: %s", (_name, one) => {
    const { before, leaks } = one;
    const input = {
      text: before,
      path: "Dockerfile",
      leaks,
      context: contextOf(one.files ?? {}),
      options: one.options,
    };
    const shown = maskDiff(unifiedDiff("Dockerfile", before, fixDockerfile(input).patchedText), { leaks, before });
    expect(shown).toContain("+");
    expect(shown).not.toMatch(/not[- ]a[- ]real|real-value|made-up-value/);
  });
});
