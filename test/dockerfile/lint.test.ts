import { describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { lintDockerfile } from "../../src/dockerfile/lint/lint-dockerfile.ts";
import { isSecretVariable } from "../../src/dockerfile/lint/secret-variable.ts";
import { contextOf } from "./cases.ts";
import { CLEAN, LEAKY, type Shape } from "./lint-shapes.ts";

const lint = ({ text, files = {} }: Shape) =>
  lintDockerfile({
    text,
    path: "Dockerfile",
    context: contextOf(files),
    builder: "docker",
    found: [],
    foundIn: () => undefined,
  });

describe("lint of an ordinary Dockerfile", () => {
  it("has enough shapes", () => expect(CLEAN.length).toBeGreaterThanOrEqual(20));

  it.each(CLEAN)("proposes nothing: $what", (shape) => {
    expect(lint(shape).map(({ secretId }) => secretId)).toEqual([]);
  });
});

describe("lint of a Dockerfile that leaks", () => {
  it.each(LEAKY)("finds $what", ({ ids, ...shape }) => {
    const leaks = lint(shape);
    expect([...new Set(leaks.map(({ secretId }) => secretId))]).toEqual(ids.map((id) => `lint:${id}`));
    expect(JSON.stringify(leaks)).not.toContain("q8Zr2LwY");
  });

  it.each(LEAKY)("ends in a fix or a step for each, and says nothing of it twice: $what", (shape) => {
    const fix = (text: string, ignore = {}) =>
      fixDockerfile({
        text,
        path: "Dockerfile",
        leaks: lint({ ...shape, text, files: { ...shape.files, ...ignore } }),
        context: contextOf({ ...shape.files, ...ignore }),
      });
    const first = fix(shape.text);
    expect(first.proposals.length + first.manual.length).toBeGreaterThan(0);
    const { ignoreFile } = first;
    const again = fix(first.patchedText, ignoreFile ? { [ignoreFile.path]: ignoreFile.after } : {});
    expect(again.proposals).toEqual([]);
  });
});

describe("a value in the JSON form of a RUN", () => {
  it("is told where it stands", () => {
    const text = 'FROM alpine\nRUN ["wget", "--header", "X-Token: q8Zr2LwYx7Kd", "https://h.example/y"]\n';
    const leaks = lint({ what: "", text });
    const { manual } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
    expect(manual.map(({ code, line }) => [code, line])).toEqual([["R11", 2]]);
  });
});

it("a value in a script for another interpreter is told at its RUN", () => {
  const text =
    'FROM python\nRUN <<EOF\n#!/usr/bin/env python3\nget("https://h.example", api_token="q8Zr2LwYx7Kd")\nEOF\n';
  const { manual } = fixDockerfile({
    text,
    path: "Dockerfile",
    leaks: lint({ what: "", text }),
    context: contextOf({}),
  });
  expect(manual.map(({ code, line }) => [code, line])).toEqual([["R11", 2]]);
});

describe("a mounted secret that a tool keeps", () => {
  it("is a step at its RUN, with the file and what to do for that tool", () => {
    const text =
      "FROM a\nRUN true\nRUN --mount=type=secret,id=p docker login -u ci --password-stdin r.example < /run/secrets/p\nRUN --mount=type=secret,id=n npm set //r.example/:_authToken=$(cat /run/secrets/n) && npm ci\n";
    const { manual } = fixDockerfile({
      text,
      path: "Dockerfile",
      leaks: lint({ what: "", text }),
      context: contextOf({}),
    });
    expect(manual.map(({ code, line, reason }) => [code, line, reason.replace(/ \(.*/, "")])).toEqual([
      ["M13", 3, "docker login keeps the credential in /root/.docker/config.json"],
      ["R7", 4, "npm set keeps the credential in /root/.npmrc"],
    ]);
  });
});

describe("a file that is copied to a place of the base image", () => {
  const verdictOf = (base: string, workdir = "") => {
    const shape = {
      what: "",
      text: `FROM ${base}\n${workdir}COPY auth.json composer.json ./\nRUN composer install\n`,
      files: { "auth.json": '{"http-basic":{"r.example":{"password":"q8Zr2LwYx7"}}}', "composer.json": "{}" },
    };
    const context = contextOf(shape.files);
    const { proposals, patchedText } = fixDockerfile({ ...shape, path: "Dockerfile", leaks: lint(shape), context });
    const [first] = proposals;
    return {
      verdict: first?.verdict,
      target: /target=([^,\s]+)/.exec(patchedText)?.[1],
      says: first?.notes.some((note) => /WORKDIR/.test(note)),
    };
  };

  it.each([
    ["composer:2", "", "/app/auth.json"],
    ["docker.io/library/composer:2.7@sha256:00", "", "/app/auth.json"],
    ["alpine", "", "/auth.json"],
    ["scratch", "", "/auth.json"],
    ["acme/php", "WORKDIR /srv\n", "/srv/auth.json"],
  ])("of %s, with %j, is mounted there", (base, workdir, target) =>
    expect(verdictOf(base, workdir)).toEqual({ verdict: "auto", target, says: false }),
  );

  it.each([
    ["acme/php", ""],
    ["acme/php", "WORKDIR app\n"],
    ["acme/php", `ARG HOME_OF\nWORKDIR \${HOME_OF}/app\n`],
  ])("of %s, with %j, is to be confirmed", (base, workdir) =>
    expect(verdictOf(base, workdir)).toMatchObject({ verdict: "auto+confirm", says: true }),
  );
});

it("a value that is written against the letter of an option is replaced, and the letter stays", () => {
  const text = "FROM debian\nRUN mysql -uroot -pq8Zr2LwYx7 -e x\n";
  const start = text.indexOf("q8Zr2LwYx7");
  const leaks = lintDockerfile({
    text,
    path: "Dockerfile",
    context: contextOf({}),
    builder: "docker",
    found: [{ span: { start, end: start + 10 }, byName: true }],
    foundIn: () => undefined,
  });
  const { patchedText } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
  expect(patchedText).toContain('mysql -uroot -p"$MYSQL_PASSWORD" -e x');
});

describe("a name", () => {
  it.each([
    "TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "npmToken",
    "GITHUB_PAT",
    "DB_PASS",
    "SSH_PRIVATE_KEY",
    "BUNDLE_GEMS__TOKEN",
  ])("%s says that a build argument is secret", (name) => expect(isSecretVariable(name, undefined)).toBe(true));

  it.each([
    "KEY_ID",
    "AWS_ACCESS_KEY_ID",
    "PUBLIC_KEY",
    "GPG_KEY",
    "PASSWORD_FILE",
    "TOKEN_URL",
    "MONKEY",
    "AUTHOR",
    "VITE_TOKEN",
    "COMPASS",
  ])("%s does not", (name) => expect(isSecretVariable(name, undefined)).toBe(false));
});
