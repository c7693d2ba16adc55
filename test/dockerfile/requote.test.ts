import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/dockerfile/edit.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import { requote } from "../../src/dockerfile/shell/requote.ts";
import { parseRun } from "../../src/dockerfile/shell/shell.ts";

/** `LIT` stands for the value; the shell must print the same with the variable in its place. */
const COMMANDS: readonly (readonly [what: string, command: string, result: string])[] = [
  ["outside quotes", "echo LIT", 'echo "$X"'],
  ["a part of a word", "echo a:LIT@b", 'echo a:"$X"@b'],
  ["double quotes", 'echo "a LIT b"', 'echo "a $X b"'],
  ["double quotes before a letter", 'echo "LITs"', `echo "\${X}s"`],
  ["single quotes", "echo 'LIT'", 'echo "$X"'],
  ["the end of single quotes", "echo 'a $b LIT'", `echo 'a $b '"$X"`],
  ["the start of single quotes", "echo 'LIT $b'", `echo "$X"' $b'`],
  ["the middle of single quotes", `echo '{"k": "LIT"}'`, `echo '{"k": "'"$X"'"}'`],
  ["single quotes inside double quotes", `echo "it's 'LIT'"`, `echo "it's '$X'"`],
  ["double quotes inside single quotes", `echo '"LIT"'`, `echo '"'"$X"'"'`],
  ["a substitution in double quotes", `echo "$(echo 'LIT x' "LIT")"`, `echo "$(echo "$X"' x' "LIT")"`],
  ["a group", "{ echo LIT; } | cat", '{ echo "$X"; } | cat'],
  ["an assignment", "V=LIT; echo $V", 'V="$X"; echo $V'],
  ["a here-string's neighbour", "if true; then echo x=LIT; fi", 'if true; then echo x="$X"; fi'],
];

const replaced = (command: string): string | undefined => {
  const file = parseDockerfile(`FROM a\nRUN ${command}\n`);
  const run = file.instructions[1];
  const body = run && parseRun(file, run);
  if (body === undefined || body.form === "opaque") throw new Error("no shell text");
  const start = file.text.indexOf("LIT");
  const edits = requote({ flat: file.flat, script: body.script }, { start, end: start + 3 }, "X");
  return edits && applyEdits(file.text, edits)?.slice("FROM a\nRUN ".length, -1);
};

const output = (script: string): string =>
  spawnSync("sh", ["-c", script], { encoding: "utf8", env: { ...process.env, X: "LIT", b: "" } }).stdout;

describe("a variable in the place of a literal", () => {
  it.each(COMMANDS)("%s", (_what, command, result) => {
    expect(replaced(command)).toBe(result);
    expect(output(result)).toBe(output(command));
  });

  it.each([
    ["in ANSI-C quotes", "echo $'LIT'"],
    ["in a default value", `echo "\${Y:-LIT}"`],
    ["in a heredoc that must not be expanded", "cat <<'E'\nLIT $b\nE"],
    ["in a comment", "echo x # LIT"],
  ])("is not put %s", (_what, command) => {
    expect(replaced(command)).toBeUndefined();
  });

  it("is expanded in a heredoc whose delimiter loses its quotes", () => {
    expect(replaced("cat <<'E'\nuser LIT\nE")).toBe("cat <<E\nuser $X\nE");
    expect(replaced('cat <<-"E"\nLITs\nE')).toBe(`cat <<-E\n\${X}s\nE`);
  });

  it("is a word of its own, whatever the value holds", () => {
    const value = `a b'"$x\\ *;&`;
    const run = spawnSync("sh", ["-c", `printf "[%s]" ${replaced("printf %s k=LIT")?.slice(10)}`], {
      encoding: "utf8",
      env: { ...process.env, X: value },
    });
    expect(run.stdout).toBe(`[k=${value}]`);
  });
});
