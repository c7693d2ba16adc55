import { describe, expect, it } from "vitest";
import { declaredArgs, parseHistoryLine } from "../../src/layer/history.ts";
import { maskHistory } from "../../src/layer/mask-history.ts";

const values = (line: string, declared: readonly string[] = []) =>
  Object.fromEntries(
    parseHistoryLine(line, new Set(declared)).buildArgs.map(({ name, span }) => [
      name,
      Buffer.from(line).subarray(span.start, span.end).toString(),
    ]),
  );

describe("build args of a RUN", () => {
  it.each<{ name: string; line: string; args: Record<string, string>; declared?: string[] }>([
    { name: "classic builder", line: "|1 A=1 /bin/sh -c make", args: { A: "1" } },
    { name: "BuildKit", line: "RUN |2 A=1 B=2 /bin/sh -c make # buildkit", args: { A: "1", B: "2" } },
    { name: "spaces", line: "|2 A=1 B=two more words /bin/sh -c make", args: { A: "1", B: "two more words" } },
    { name: "quotes", line: `|1 MSG="it's a = b" /bin/sh -c make`, args: { MSG: `"it's a = b"` } },
    { name: "an assignment in the command", line: "|1 A=1 /bin/sh -c B=2 make", args: { A: "1" } },
    { name: "empty value", line: "|2 A= B=2 /bin/sh -c make", args: { A: "", B: "2" } },
    { name: "newline", line: "|1 KEY=one\ntwo /bin/sh -c make", args: { KEY: "one\ntwo" } },
    { name: "bash", line: "RUN |1 A=x y /bin/bash -o pipefail -c make", args: { A: "x y" } },
    { name: "Windows", line: "|1 A=x y cmd /S /C dir", args: { A: "x y" } },
    { name: "PowerShell", line: "|1 A=x y powershell -Command dir", args: { A: "x y" } },
    { name: "exec form", line: "|1 A=x npm ci", args: { A: "x" } },
    { name: "umlauts", line: "|2 Ä=1 A=ü B=é /bin/sh -c x", args: { A: "ü", B: "é" } },
    { name: "a path that is named sh", line: "|1 A=x sh y /bin/sh -c make", args: { A: "x sh y" } },
    {
      name: "a value that looks like a name, with ARG lines",
      line: "|2 OPTS=-O2 CC=gcc TOKEN=t /bin/sh -c make",
      declared: ["OPTS", "TOKEN"],
      args: { OPTS: "-O2 CC=gcc", TOKEN: "t" },
    },
    { name: "no prefix", line: "RUN /bin/sh -c A=1 make", args: {} },
    { name: "a count of none", line: "|0 /bin/sh -c make", args: {} },
    { name: "more counted than there", line: "|3 A=1 /bin/sh -c make", args: { A: "1" } },
    { name: "nothing behind the count", line: "|1 ", args: {} },
  ])("$name", ({ line, args, declared }) => expect(values(line, declared)).toEqual(args));

  it("ARG lines of both builders declare names", () => {
    const lines = ["ARG A", "ARG B=2", "/bin/sh -c #(nop)  ARG C=3", "RUN ARG D", "ENV E=1"];
    expect([...declaredArgs(lines)]).toEqual(["A", "B", "C"]);
  });

  it("a long hostile line takes no time", () => {
    const line = `|9999 ${"A=b sh -x ".repeat(200_000)}`;
    const start = performance.now();
    parseHistoryLine(line);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("what may be shown of a history line", () => {
  it.each([
    ["|2 VERSION=1.2 B=x y /bin/sh -c make", "|2 VERSION=••• B=••• /bin/sh -c make"],
    ["ENV DB_PASSWORD=hunter2 PORT=80", "ENV DB_PASSWORD=••• PORT=80"],
    ["/bin/sh -c #(nop)  ENV API_KEY=abc def MODE=x", "/bin/sh -c #(nop)  ENV API_KEY=••• MODE=x"],
    ["/bin/sh -c #(nop)  ARG GH_PAT=abc", "/bin/sh -c #(nop)  ARG GH_PAT=•••"],
    ["ENV SENTRY_DSN=https://k@h/1 # buildkit", "ENV SENTRY_DSN=••• # buildkit"],
    ["ENV PATH=/usr/bin PATTERN=a AUTHOR=me", "ENV PATH=/usr/bin PATTERN=a AUTHOR=me"],
    ["LABEL token=abc", "LABEL token=•••"],
    ["COPY . /app # buildkit", "COPY . /app # buildkit"],
    ["", ""],
  ])("%s", (line, shown) => expect(maskHistory(line, [], new Set())).toBe(shown));

  it("found spans are masked once, also inside a build arg, in bytes", () => {
    const line = "|1 A=ü-abc /bin/sh -c curl ä:abc@host";
    const at = Buffer.from(line).lastIndexOf("abc");
    expect(
      maskHistory(
        line,
        [
          { start: 5, end: 11 },
          { start: at, end: at + 3 },
        ],
        new Set(),
      ),
    ).toBe("|1 A=••• /bin/sh -c curl ä:•••@host");
  });
});
