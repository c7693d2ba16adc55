import { describe, expect, it } from "vitest";
import { builderUse } from "../../src/dockerfile/mount/builder-uses.ts";
import { readPairs } from "../../src/dockerfile/parse/pairs.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import { parseRun } from "../../src/dockerfile/shell/shell.ts";
import { shellCommands } from "../../src/dockerfile/shell/shell-commands.ts";

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
    ["an escape that ends the file", "FROM a\nRUN x \\", ["FROM", "RUN"]],
    ["a continuation that takes the next instruction in", "FROM a\nRUN x \\\nCMD z\n", ["FROM", "RUN"]],
    ["blank lines in a continuation", "FROM a\nRUN x \\\n\n\n\n  y\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["a comment that ends in an escape", "FROM a\n# x \\\nRUN y \\\n# z \\\n  z\nCMD z\n", ["FROM", "RUN", "CMD"]],
    ["three escapes do not continue", "FROM a\nRUN echo \\\\\\\nCMD z\n", ["FROM", "RUN", "CMD"]],
    [
      "a Windows path at the end of a line",
      "# escape=`\nFROM a\nCOPY x C:\\y\\\nRUN dir `\n  C:\\\n",
      ["FROM", "COPY", "RUN"],
    ],
    ["a keyword with its arguments below", "FROM a\nENV \\\n  A=1 \\\n  B=2\nCMD z\n", ["FROM", "ENV", "CMD"]],
    ["tabs after keywords", "FROM\ta\nRUN\tx\nCMD\tz\n", ["FROM", "RUN", "CMD"]],
    ["an unclosed JSON array", 'FROM a\nRUN ["x\nCMD z\n', ["FROM", "RUN", "CMD"]],
    [
      "several VOLUMEs, EXPOSEs and LABELs",
      "FROM a\nVOLUME /a /b\nEXPOSE 1 2/udp\nLABEL a=b c='d e'\n",
      ["FROM", "VOLUME", "EXPOSE", "LABEL"],
    ],
    [
      "health checks",
      "FROM a\nHEALTHCHECK --interval=5s CMD x\nHEALTHCHECK NONE\n",
      ["FROM", "HEALTHCHECK", "HEALTHCHECK"],
    ],
    ["a maintainer", "FROM a\nMAINTAINER N <n@h.example>\n", ["FROM", "MAINTAINER"]],
    ["no line end at the end", "FROM a\nRUN x\nCMD z", ["FROM", "RUN", "CMD"]],
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

const delimiters = (text: string): readonly string[] =>
  parseDockerfile(text).instructions[1]!.heredocs.map((one) => one.delimiter);

describe("heredocs", () => {
  it.each([
    ["of a RUN", "RUN <<EOF", "EOF", ["EOF"]],
    ["of a command", "RUN cat <<EOF > /x && y", "EOF", ["EOF"]],
    ["with quotes", "RUN cat <<'EOF'", "EOF", ["EOF"]],
    ["with a blank in the delimiter", 'RUN cat <<"E F"', "E F", ["E F"]],
    ["with a number and a blank", 'RUN cat 3<<"E F"', "E F", ["E F"]],
    ["with quotes inside the delimiter", 'RUN cat <<E"O"F', "EOF", ["EOF"]],
    ["with an escaped delimiter", "RUN cat <<\\EOF", "EOF", ["EOF"]],
    ["with leading tabs", "RUN <<-EOF", "\t\tEOF", ["EOF"]],
    ["behind a test in brackets", "RUN [ -f x ] && cat <<EOF", "EOF", ["EOF"]],
    ["behind flags", "RUN --mount=type=cache,target=/x <<EOF", "EOF", ["EOF"]],
    ["of ONBUILD", "ONBUILD RUN <<EOF", "EOF", ["EOF"]],
    ["of an ADD in lower case", "add <<EOF /x", "EOF", ["EOF"]],
    ["in a header of two lines", "RUN cat <<EOF \\\n  > x", "EOF", ["EOF"]],
  ])("%s", (_what, header, end, expected) => {
    const text = `FROM a\n${header}\nCOPY x y\n# no comment\n${end}\nCMD z\n`;
    expect(delimiters(text)).toEqual(expected);
    expect(keywords(text)).toHaveLength(3);
    expect(parseDockerfile(text).problem).toBeUndefined();
  });

  it("of one COPY follow each other, comments of the files in them", () => {
    const text = "FROM a\nCOPY <<a.txt <<b.txt /d/\n# c\na.txt\n# d\nRUN x\nb.txt\nCMD z\n";
    const { instructions } = parseDockerfile(text);
    expect(instructions[1]!.heredocs.map(({ body }) => text.slice(body.start, body.end))).toEqual([
      "# c\n",
      "# d\nRUN x\n",
    ]);
    expect(instructions[2]!.keyword).toBe("CMD");
  });

  it("may hold another one of the shell", () => {
    const text = "FROM a\nRUN <<EOF\ncat > x <<IN\n$T\nIN\nEOF\nCMD z\n";
    expect(delimiters(text)).toEqual(["EOF"]);
    expect(keywords(text)).toEqual(["FROM", "RUN", "CMD"]);
  });

  it.each([
    ["in quotes", 'RUN echo "x <<EOF y"'],
    ["without a blank in front", "RUN cat<<EOF"],
    ["a here-string", "RUN cat <<< EOF"],
    ["in JSON", 'RUN ["cat", "<<EOF"]'],
    ["in JSON behind a flag", 'RUN --network=none ["cat", "<<EOF"]'],
    ["of an instruction without them", "CMD cat <<EOF"],
  ])("are none: %s", (_what, header) => {
    const text = `FROM a\n${header}\nCOPY x y\nCMD z\n`;
    expect(keywords(text)).toHaveLength(4);
    expect(parseDockerfile(text).problem).toBeUndefined();
  });
});

const expanded = (body: string): readonly string[] => {
  const file = parseDockerfile(`FROM a\nRUN ${body}\n`);
  const run = parseRun(file, file.instructions[1]!);
  return run.form === "opaque" ? [run.reason] : shellCommands(run.script).flatMap((one) => [...one.expands]);
};

describe("variables that a RUN expands", () => {
  it.each([
    [`echo \${X-} \${Y:-z}`, ["X", "Y"]],
    [`echo \${X#p} \${Y%%s} \${#Z}`, ["X", "Y", "Z"]],
    ["echo '$X' \\$Y \"$Z\"", ["Z"]],
    ["echo $(cat $X)", ["X", "X"]],
    ["A=$X echo", ["X"]],
    ["<<EOF\necho $X '$Y'\nEOF", ["X"]],
    ['<<"E F"\necho $X\nE F', ["X"]],
    ["cat <<EOF\n$X\nEOF", ["X"]],
    ["cat <<'EOF'\n$X\nEOF", []],
    ["fo\\\no $X", ["a word runs across a line continuation"]],
    ["if $X", ["the shell text: syntax error"]],
  ])("%s", (body, expected) => expect(expanded(body)).toEqual(expected));
});

describe("variables that the builder expands", () => {
  it.each([
    ["LABEL x=$T", "M6"],
    [`LABEL x="\${T:-y}"`, "M6"],
    ["WORKDIR /$T", "M6"],
    ["COPY $T /x", "M6"],
    ["LABEL x='$T'", undefined],
    ["LABEL x=\\$T", undefined],
    ["LABEL x=$TT", undefined],
  ])("%s", (line, code) => {
    const file = parseDockerfile(`FROM a\nARG T\n${line}\n`);
    expect(builderUse(file, { declarations: [file.instructions[1]!], name: "T", except: [] })?.code).toBe(code);
  });
});

describe("the JSON form", () => {
  it.each([
    ['RUN ["a", "b c"]', ["a", "b c"]],
    ['RUN [ "a\\"b" , "\\u0041" ]', ['a"b', "A"]],
    ['RUN ["a"] && ignored', ["a"]],
    ["RUN ['a']", undefined],
    ['RUN ["a"', undefined],
    ['RUN ["a",]', undefined],
    ["RUN [ -f x ]", undefined],
    ["RUN []", []],
  ])("%s", (line, expected) => {
    const [, at] = parseDockerfile(`FROM a\n${line}\n`).instructions;
    expect(at!.json?.map((word) => word.text)).toEqual(expected);
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
    ["\uFEFF# syntax=x/y\nFROM a\n", "x/y"],
    ["#!/usr/bin/env builder\n# syntax=x/y\nFROM a\n", "x/y"],
    ["# check=skip=all\n# ESCAPE=`\n#SYNTAX = x/y args\nFROM a\n", "x/y"],
    ["# escape=\n# syntax=x/y\nFROM a\n", undefined],
    ["# other=1\n# syntax=x/y\nFROM a\n", undefined],
    [" # syntax=x/y\nFROM a\n", undefined],
  ])("%j pins %s", (text, syntax) => expect(parseDockerfile(text).syntax).toBe(syntax));

  it.each([
    ["# escape=`\nFROM a\nRUN x `\n  y\n", "`"],
    ["# syntax=x/y\n# check=error=true\n# Escape = ` \r\nFROM a\r\n", "`"],
    ["\uFEFF# escape=`\nFROM a\n", "`"],
    ["# c\n# escape=`\nFROM a\n", "\\"],
  ])("%j escapes by %s", (text, mark) => expect(parseDockerfile(text).escape).toBe(mark));
});

describe("a file that must not be edited", () => {
  it.each([
    ["a template", "FROM a\nENV X={{ x }}\n"],
    ["an ERB template", "FROM <%= base %>\nRUN x\n"],
    ["an unknown instruction", "FROM a\nINCLUDE other\n"],
    ["another dialect", "# syntax=devthefuture/dockerfile-x\nFROM a\n"],
    ["no Dockerfile", "hello\n"],
    ["nothing", ""],
    ["two escape directives", "# escape=`\n# escape=\\\nFROM a\n"],
    ["an escape that is none", "# escape=x\nFROM a\n"],
    ["an escape directive that builders read differently", "#!/bin/x\n# escape=`\nFROM a\nRUN x `\n y\n"],
    ["an open heredoc", "FROM a\nRUN <<EOF\nx\nCMD z\n"],
    ["a heredoc in front of a word that is never closed", "FROM a\nRUN cat <<EOF 'x\nbody\nEOF\n"],
    ["a heredoc behind an open quote", "FROM a\nRUN cat <<EOF it's\nbody\nEOF\n"],
    ["line ends of old", "FROM a\rRUN x\rCMD z\r"],
    ["a keyword over two lines", "FROM a\nRU\\\nN x\n"],
    ["a form feed for a blank", "FROM a\nRUN\fx\nCMD z\n"],
    ["a blank of another alphabet", "FROM a\n\u00a0RUN x\n"],
  ])("has a problem: %s", (_what, text) => expect(parseDockerfile(text).problem).toBeTypeOf("string"));

  it("may use braces in a RUN", () =>
    expect(parseDockerfile("FROM a\nRUN go list -f '{{.Dir}}' ./...\n").problem).toBeUndefined());
});

describe("hostile text", () => {
  it.each([
    ["an open heredoc", `FROM a\nRUN ${"<<A ".repeat(2000)}\n${"x\n".repeat(20_000)}`],
    ["much of lines", `FROM a\n${"RUN x && y\n".repeat(17_000)}`],
    ["much of one line", `FROM a\nRUN ${"x ".repeat(95_000)}\n`],
    ["many comments in a continuation", `FROM a\nRUN x ${"\\\n# c\n && y ".repeat(14_000)}\n`],
    ["many blanks", `FROM a\n#syntax=${" ".repeat(60_000)}x\n${" ".repeat(60_000)}\nRUN x${" ".repeat(60_000)}y\n`],
    ["many blanks in a directive", `# syntax=x${" ".repeat(150_000)}x\nFROM a\n`],
    ["many quotes", `FROM a\nENV A=${"\\\"'".repeat(60_000)}\n`],
    ["a megabyte", "RUN x && \\\n".repeat(100_000)],
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
