import { parse } from "unbash";
import { describe, expect, it } from "vitest";
import { shellCommands } from "../../src/dockerfile/shell/shell-commands.ts";
import { emittedText } from "../../src/dockerfile/tool-config/emitted-text.ts";
import { bodyOf, namesIn, shellWord } from "../../src/dockerfile/tool-config/word-body.ts";

describe("a word as it would stand inside double quotes", () => {
  it.each([
    ["plain", "plain"],
    ["user:$T", "user:$T"],
    [`'$T "x"'`, `\\$T \\"x\\"`],
    [`"u:"'p'$T`, "u:p$T"],
    ["a\\$b", "a\\$b"],
  ])("%s", (raw, body) => expect(bodyOf(raw)).toBe(body));

  it.each(["$(cat f)", "`cat f`", "~/x", "{a,b}", "$'x'", '"open'])("%s is for a shell to tell", (raw) =>
    expect(bodyOf(raw)).toBeUndefined(),
  );
});

describe("a body becomes a word", () => {
  it.each([
    ["ci", "ci"],
    ["u:$T", '"u:$T"'],
    ['{\\"a\\":\\"$T\\"}', `'{"a":"'"$T"'"}'`],
    ['it\'s \\"$T\\"', `"it's \\"$T\\""`],
  ])("%s", (body, word) => expect(shellWord(body)).toBe(word));
});

it("an escaped dollar names nothing", () => expect(namesIn(`\\$A $B \${C}`)).toEqual(["B", "C"]));

describe("what a command prints", () => {
  it.each([
    ['echo "a=$T"', "a=$T\n"],
    ["echo -n $T", "$T"],
    ["echo -e '[x]\\nk=v'", "[x]\nk=v\n"],
    ["printf '%s\\n%s' $A $B", "$A\n$B"],
    ["printf '100%%'", "100%"],
    ["cat <<EOF\nk=$T\nEOF\n", "k=$T\n"],
  ])("%s", (text, printed) => expect(printedBy(text)).toBe(printed));

  it.each(["printf %d 1", "printf %s a b", "sed s/a/b/ f", 'echo "$(cat f)"', "cat f"])("%s is not known", (text) =>
    expect(printedBy(text)).toBeUndefined(),
  );
});

const printedBy = (text: string): string | undefined => {
  const [command] = shellCommands(parse(text));
  return command && emittedText(command, text);
};
