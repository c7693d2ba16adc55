import { describe, expect, it } from "vitest";
import { readPairs } from "../../src/dockerfile/pairs.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";

const keywords = (text: string): readonly string[] => parseDockerfile(text).instructions.map((one) => one.keyword);
const argsOf = (text: string, index: number): string => {
  const file = parseDockerfile(text);
  const at = file.instructions[index]!;
  return text.slice(at.args.start, at.args.end);
};

describe("instructions", () => {
  it.each([
    ["comments and blanks inside a continuation", "FROM a\nRUN x \\\n# c\n\n  && y\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["blanks after the escape", "FROM a\nRUN x \\  \n y\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["a doubled escape does not continue", "FROM a\nRUN echo \\\\\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["a heredoc is one instruction", "FROM a\nRUN <<EOF\nCOPY x y\nEOF\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["two heredocs of one COPY", "FROM a\nCOPY <<A <<B /d/\nRUN x\nA\nRUN y\nB\nCMD z\n", ["FROM", "COPY", "CMD"]],
    ["a heredoc with tabs", "FROM a\nRUN <<-E\n\tx\n\tE\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["escape directive", "# escape=`\nFROM a\nRUN x `\n y\nCOPY c:\\ d:\\\n", ["FROM", "RUN", "COPY"]],
    ["CRLF and BOM", "\uFEFFFROM a\r\nRUN x \\\r\n  y\r\n", ["FROM", "RUN"]],
    ["lower case and indent", "  from a\n\trun x\n", ["FROM", "RUN"]],
    ["a continuation at the end of the file", "FROM a\nRUN x \\\n", ["FROM", "RUN"]],
  ])("%s", (_what, text, expected) => {
    expect(keywords(text)).toEqual(expected);
    expect(parseDockerfile(text).problem).toBeUndefined();
  });

  it("keeps the span of arguments behind flags", () =>
    expect(argsOf("FROM a\nRUN --mount=type=cache,target=/x \\\n  --network=none \\\n  # c\n  echo hi\n", 1)).toBe(
      "echo hi",
    ));

  it.each([
    [
      "ARG A B=2",
      [
        ["A", undefined],
        ["B", "2"],
      ],
    ],
    [
      'ENV A=1 B="two words" C=x\\ y',
      [
        ["A", "1"],
        ["B", "two words"],
        ["C", "x\\ y"],
      ],
    ],
    ["ENV A some words", [["A", "some words"]]],
    ["LABEL a.b='c d'", [["a.b", "c d"]]],
  ])("reads the pairs of %s", (line, expected) => {
    const [, at] = parseDockerfile(`FROM a\n${line}\n`).instructions;
    expect(readPairs(at!).map((pair) => [pair.name, pair.value])).toEqual(expected);
  });
});

describe("stages", () => {
  it("know the stage they are built FROM", () => {
    const { stages } = parseDockerfile("FROM a AS One\nFROM one AS two\nFROM b\n");
    expect(stages.map(({ name, parent }) => [name, parent])).toEqual([
      ["one", undefined],
      ["two", 0],
      [undefined, undefined],
    ]);
  });
});

describe("directives", () => {
  it.each([
    ["# syntax=docker/dockerfile:1\nFROM a\n", "docker/dockerfile:1"],
    ["#Syntax = docker/dockerfile:1.4 \r\nFROM a\r\n", "docker/dockerfile:1.4"],
    ["# escape=\\\n# syntax=x/y\nFROM a\n", "x/y"],
    ["# a comment\n# syntax=x/y\nFROM a\n", undefined],
    ["\n# syntax=x/y\nFROM a\n", undefined],
    ["FROM a\n# syntax=x/y\n", undefined],
  ])("%j pins %s", (text, syntax) => expect(parseDockerfile(text).syntax).toBe(syntax));
});

describe("a file that must not be edited", () => {
  it.each([
    ["a template", "FROM a\nENV X={{ x }}\n"],
    ["an ERB template", "FROM <%= base %>\nRUN x\n"],
    ["an unknown instruction", "FROM a\nINCLUDE other\n"],
    ["another dialect", "# syntax=devthefuture/dockerfile-x\nFROM a\n"],
    ["no Dockerfile", "hello\n"],
    ["nothing", ""],
  ])("has a problem: %s", (_what, text) => expect(parseDockerfile(text).problem).toBeTypeOf("string"));

  it("may use braces in a RUN", () =>
    expect(parseDockerfile("FROM a\nRUN go list -f '{{.Dir}}' ./...\n").problem).toBeUndefined());
});

describe("hostile text", () => {
  it.each([
    ["an open heredoc", "FROM a\nRUN <<EOF\nnever closed\n"],
    ["only escapes", "\\\n".repeat(5000)],
    ["open quotes", `FROM a\nENV A="${"x ".repeat(20_000)}\n`],
    ["open JSON", `FROM a\nRUN ["x${",".repeat(20_000)}\n`],
    ["deep substitutions", `FROM a\nRUN ${"$(".repeat(3000)}\n`],
    ["many continuations", `FROM a\nRUN x ${"\\\n && y ".repeat(5000)}\n`],
  ])("is read in time: %s", (_what, text) => {
    const start = performance.now();
    parseDockerfile(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
