import { describe, expect, it } from "vitest";
import { cleanText } from "../../src/report/clean.ts";
import { columns, cut, pad } from "../../src/report/columns.ts";
import { instruction } from "../../src/report/instruction.ts";
import { markdownCode, markdownFence, markdownText } from "../../src/report/markdown-text.ts";
import { plural, size } from "../../src/report/phrases.ts";
import { wrap } from "../../src/report/wrap.ts";

describe("cleanText", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007text", "text"],
    ["\u001b]8;;https://x.example\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u009b2Jcleared", "cleared"],
    ["a\r\nb\tc", "a b c"],
    ["\u202egnp.exe", "gnp.exe"],
    ["a\u200bb\ufeffc", "abc"],
    ["\u{e0041}tag", "tag"],
    ["\ud83dlone", "lone"],
    ["\u001bPrest of a string", ""],
    ["päth 文 🙂", "päth 文 🙂"],
  ])("%j", (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it("stays quick on a hostile megabyte", () => {
    const text = "\u001b]\u001b[".repeat(250_000);
    const start = performance.now();
    cleanText(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("columns", () => {
  it.each([
    ["abc", 3],
    ["文字", 4],
    ["e\u0301", 1],
    ["🙂", 2],
  ])("%s takes %i", (text, expected) => {
    expect(columns(text)).toBe(expected);
  });

  it("cuts and fills by columns, and never through a character", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("文字文字", 4)).toBe("文…");
    expect(cut("🙂🙂🙂", 4)).toBe("🙂…");
    expect(pad("文", 4)).toBe("文  ");
  });
});

describe("wrap", () => {
  const at20 = (text: string) => wrap(text, { width: 20, first: "- ", rest: "  " });

  it.each([
    ["one two three four five", "- one two three four\n  five"],
    ["`a code span stays whole`", "- `a code span stays whole`"],
    ["see ``a ` tick here`` now", "- see\n  ``a ` tick here``\n  now"],
    ["a-very-long-word-without-spaces", "- a-very-long-word-without-spaces"],
    ["twelve chars and - dash", "- twelve chars and -\n  dash"],
    ["seventeen letters # no heading", "- seventeen\n  letters # no\n  heading"],
    ["seventeen letters 1. no list", "- seventeen\n  letters 1. no list"],
    ["", "- "],
  ])("%s", (text, expected) => {
    expect(at20(text)).toBe(expected);
  });
});

describe("Markdown", () => {
  it.each([
    ["a|b", "a\\|b"],
    ["<b>", "\\<b>"],
    ["`x`", "\\`x\\`"],
    ["[a](b)", "\\[a\\](b)"],
    ["AWS_KEY _em_", "AWS_KEY \\_em\\_"],
    ["&amp; & co", "\\&amp; & co"],
  ])("text %s", (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["``a`", "``` ``a` ```"],
    ["</script>", "`‹/script>`"],
    ["cat <<X | b", "`cat <‹X | b`"],
    ["\n", "(empty)"],
  ])("code %s", (text, expected) => {
    expect(markdownCode(text)).toBe(expected);
  });

  it("fences a command that holds a fence", () => {
    expect(markdownFence("a\n```\nb", "  ")).toBe("  ````\n  a\n  ```\n  b\n  ````");
  });
});

describe("instruction", () => {
  it.each([
    ["/bin/sh -c #(nop)  ENV A=b", "ENV A=b"],
    ["/bin/sh -c #(nop) COPY file:1 in /x ", "COPY file:1 in /x"],
    ["/bin/sh -c rm -f .env", "RUN rm -f .env"],
    ["RUN /bin/sh -c rm -f .env # buildkit", "RUN rm -f .env"],
    ["RUN |1 A=••• /bin/sh -c make # buildkit", "RUN |1 A=••• make"],
    ["|1 A=••• /bin/sh -c make", "RUN |1 A=••• make"],
    ["COPY . /app # buildkit", "COPY . /app"],
    ['CMD ["sh"]', 'CMD ["sh"]'],
    ["bazel build ...", "bazel build ..."],
  ])("%s", (line, expected) => {
    expect(instruction(line)).toBe(expected);
  });
});

describe("long texts", () => {
  it.each([
    ["spaces", " "],
    ["backticks", "` `` "],
    ["shells", "|1 /bin/sh -c "],
  ])(
    "of %s end: work that grows with the square of a text would take minutes",
    (_, part) => {
      const text = `x${part.repeat(300_000)}x`;
      expect(markdownCode(instruction(text)).length).toBeGreaterThan(0);
      expect(markdownText(text)).toMatch(/^x/);
    },
    60_000,
  );
});

describe("numbers", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [1_234_567_890, "1.2 GB"],
    [5e16, "50000.0 TB"],
  ])("%i bytes are %s", (bytes, expected) => {
    expect(size(bytes)).toBe(expected);
  });

  it("counts nouns", () => {
    expect([plural(1, "tag"), plural(0, "tag"), plural(2, "repository")]).toEqual([
      "1 tag",
      "0 tags",
      "2 repositories",
    ]);
  });
});
