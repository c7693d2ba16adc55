import fc from "fast-check";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { framework, keptVariable, literal, type Part, type Planted, pick, sshKey } from "./planted-rules.ts";

/** A Dockerfile with secrets in it, and how they leaked. */
export interface RandomDockerfile {
  readonly text: string;
  readonly leaks: readonly Leak[];
  readonly files: Readonly<Record<string, string>>;
  /** What stands in it and must show nowhere. */
  readonly values: readonly string[];
  /** Names and paths of the leaks: what mentions none of them is none of a fix's business. */
  readonly words: readonly string[];
}

const NAMES = ["NPM_TOKEN", "GITHUB_PAT", "API_SECRET", "PIP_INDEX_URL", "T_1"] as const;

const USES: readonly ((name: string) => Part)[] = [
  () => ["RUN npm ci"],
  (name) => [`RUN tool --token $${name}`],
  (name) => [
    `RUN curl -H "Authorization: Bearer \${${name}}" https://h.example \\`,
    "    && make \\",
    "    && make install",
  ],
  (name) => ["RUN tool \\", "  # why", `  "$${name}"`],
  (name) => ["RUN <<EOF", "set -e", `tool "$${name}"`, "EOF"],
  () => ['RUN ["tool", "x"]'],
  (name) => [`RUN echo "_auth=$${name}" > .npmrc && npm ci && rm .npmrc`],
  (name) => [`RUN if [ -n "$${name}" ]; then tool $${name}; fi`],
  (name) => [`RUN tool \${${name}:-none} || true`],
  (name) => [`RUN make A=1; tool $${name}`],
  (name) => [`RUN git clone https://$${name}@h.example/r`],
  (name) => [`RUN echo $${name} | docker login -u x --password-stdin h.example`],
  (name) => [`RUN echo "$${name}" > /etc/x.conf`],
  (name) => [`RUN --mount=type=cache,target=/c tool $${name}`],
  (name) => [`CMD tool $${name}`],
  (name) => [`COPY $${name} /x`],
  (name) => [`LABEL who=$${name}`],
  (name) => [`ONBUILD RUN tool $${name}`],
  (name) => [`RUN tool '$${name}' \\`, "", "  && x"],
];

const FILLERS: readonly Part[] = [
  ["RUN apt-get update && apt-get install -y make"],
  ["COPY package.json ./"],
  ["WORKDIR /app"],
  ["USER node"],
  ["USER 1000:1000"],
  ["ENV NODE_ENV=production"],
  ["ENV A=1 \\", "    B=2"],
  ["EXPOSE 80"],
  ["# a comment"],
  [""],
  ["ARG VERSION=1"],
  ["LABEL a=b"],
  ["RUN <<EOF", "# ARG no instruction", "make", "EOF"],
  ['RUN ["make", "x"]'],
  ["RUN make \\", "  # note", "", "  && make install"],
  ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]'],
  ["COPY src/ /app/src/"],
  ['COPY ["a b", "/c/"]'],
];

const index = fc.nat({ max: 1000 });

const planted = fc
  .record({
    how: fc.constantFrom(
      ...["arg", "default", "env", "literal", "old", "pairs", "run", "file", "folder", "label"],
      ...["kept", "kept", "kept", "key", "framework", "run"],
    ),
    at: index,
    use: index,
    more: index,
  })
  .map(({ how, at, use, more }): Planted => {
    const name = pick(NAMES, at);
    const value = `zQ${at}7plantedValue${more}`;
    const uses = [pick(USES, use)(name), ...(more % 3 === 0 ? [pick(USES, more)(name)] : [])];
    const named = { leak: { kind: "history", name }, words: [name] } as const;
    const inEnv = { leak: { kind: "env", name }, words: [name], value } as const;
    if (how === "arg") return { ...named, parts: [[`ARG ${name}`], ...uses] };
    if (how === "default") return { ...named, value, parts: [[`ARG OTHER=1 ${name}=${value}`], ...uses] };
    if (how === "env") return { ...named, parts: [[`ARG ${name}`], [`ENV ${name}=$${name}`], ...uses] };
    if (how === "literal") return { ...inEnv, parts: [[`ENV ${name}="${value}"`], ...uses] };
    if (how === "old") return { ...inEnv, parts: [[`ENV ${name} ${value}`], ...uses] };
    if (how === "pairs") return { ...inEnv, parts: [["ENV C=1 \\", `    ${name}=${value} \\`, "    D=2"], ...uses] };
    if (how === "label")
      return {
        leak: { kind: "label", name: "x.token" },
        words: ["x.token"],
        value,
        parts: [[`LABEL x.token=${value}`]],
      };
    if (how === "run") return literal({ at: use, value });
    if (how === "kept") return keptVariable({ name, at: use });
    if (how === "key") return sshKey(use);
    if (how === "framework") return framework({ at: use, value });
    const clean: Part = [
      pick(["RUN rm -f /app/.npmrc", "RUN chmod 600 /app/.npmrc && npm run build", "RUN npm run build"], more),
    ];
    if (how === "file")
      return {
        leak: { kind: "file", path: "app/.npmrc" },
        words: [".npmrc"],
        files: { ".npmrc": "x" },
        parts: [["COPY .npmrc /app/.npmrc"], pick(USES, use)("FROM_ELSEWHERE"), clean],
      };
    return {
      leak: { kind: "file", path: "app/.env" },
      words: [".env"],
      files: { ".env": "x" },
      parts: [["COPY . /app"], ["RUN npm run build"]],
    };
  });

const style = fc.record({
  eol: fc.constantFrom("\n", "\n", "\r\n"),
  bom: fc.boolean(),
  lastEnd: fc.boolean(),
  lower: fc.boolean(),
  escape: fc.constantFrom("\\", "\\", "`"),
  blanks: fc.constantFrom("", "", "  "),
  head: fc.constantFrom(
    "",
    "",
    "# syntax=docker/dockerfile:1",
    "# syntax=docker/dockerfile:1.4",
    "# check=skip=all",
    "# a comment",
  ),
  stage: index,
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

const render = (parts: readonly Part[], { eol, bom, lastEnd, lower, escape: mark, blanks, head }: Style): string => {
  const lines = parts.flatMap((part) => {
    const [first = "", ...rest] = part;
    return [lower ? first.replace(/^[A-Z]+/, (keyword) => keyword.toLowerCase()) : first, ...rest];
  });
  const directives = [mark === "`" ? "# escape=`" : "", head].filter(Boolean);
  const text = [...directives, ...lines.map((line) => line.replace(/\\$/, mark + blanks))].join(eol);
  return `${bom ? "\uFEFF" : ""}${text}${lastEnd ? eol : ""}`;
};

/** Parts keep their order; fillers and other secrets come between them. */
const merge = (planted: readonly Planted[], order: readonly number[], fillers: readonly number[]): Part[] => {
  const queues = planted.map(({ parts }) => [...parts]);
  const merged: Part[] = [];
  for (const [turn, at] of [...order, ...queues.flatMap((queue, who) => queue.map(() => who))].entries()) {
    const next = queues[at % Math.max(1, queues.length)]?.shift();
    if (next) merged.push(next);
    const filler = fillers[turn];
    if (filler !== undefined) merged.push(pick(FILLERS, filler));
  }
  return merged;
};

export const randomDockerfile: fc.Arbitrary<RandomDockerfile> = fc
  .record({
    secrets: fc.array(planted, { minLength: 1, maxLength: 3 }),
    order: fc.array(index, { maxLength: 8 }),
    fillers: fc.array(index, { maxLength: 10 }),
    style,
  })
  .map(({ secrets, order, fillers, style: how }) => {
    const body = merge(secrets, order, fillers);
    const cut = how.stage % 3 === 0 ? Math.floor(body.length / 2) : body.length;
    const parts: Part[] = [["FROM node:22 AS build"], ["WORKDIR /app"], ...body.slice(0, cut)];
    if (cut < body.length) parts.push(["FROM debian:12"], ["COPY --from=build /app/dist /srv"], ...body.slice(cut));
    return {
      text: render(parts, how),
      leaks: secrets.map(({ leak }, at) => ({
        secretId: `s${at}`,
        title: "t",
        preview: "•••",
        kind: "history",
        ...leak,
      })),
      files: Object.assign({ "package.json": "{}" }, ...secrets.map(({ files = {} }) => files)),
      values: secrets.flatMap(({ value }) => value ?? []),
      words: secrets.flatMap(({ words }) => words),
    };
  });
