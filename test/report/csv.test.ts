import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCell, toCell } from "../../src/report/csv-cell.ts";
import { csvFormat } from "../../src/report/formats/csv.ts";
import { HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";

const rowsOf = (secrets = SECRETS): readonly Readonly<Record<string, string>>[] => {
  const { model, extra } = reportOf(secrets);
  return parse(csvFormat.render(model, extra), { columns: true });
};

describe("the table of work", () => {
  it("has a row for each task, open ones first, and columns to fill in", () => {
    const rows = rowsOf();
    expect(rows[0]).toEqual({
      id: "34942c50959a",
      wave: "1",
      severity: "critical",
      title: "AWS access key (id and secret)",
      owner: "unknown",
      due: "2026-11-21",
      overdue: "yes",
      state: "new",
      note: "",
      until: "",
      by: "",
      was: "new",
      last_note: "",
      provider: "aws",
      images: "1",
      image: "registry.example/team/shop",
    });
    expect(rows.map(({ state }) => state)).toEqual(["new", "new", "new", "deployed", "new", "new", "rotated"]);
  });

  it("ends its lines as RFC 4180 says", () => {
    const { model, extra } = reportOf();
    const text = csvFormat.render(model, extra);
    expect(text.match(/(?<!\r)\n/)).toBeNull();
    expect(text.endsWith("\r\n")).toBe(true);
  });

  it.each(['=HYPERLINK("https://evil.example")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1"])(
    "has no cell that a spreadsheet would run: %j",
    (text) => {
      const origin = { labels: { "org.opencontainers.image.authors": text } };
      const own = secret("x", {
        title: text,
        occurrences: [occurrence({ images: [image({ origin, repository: text })] })],
      });
      for (const cell of Object.values(rowsOf([own])[0]!)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
    },
  );

  it("holds no byte that a terminal acts on", () => {
    const rows = rowsOf([
      secret("x", { title: HOSTILE, occurrences: [occurrence({ images: [image({ repository: HOSTILE })] })] }),
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/\\u00|[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  });
});

describe("a cell", () => {
  it("comes back as it was, whatever it holds, and is never taken for a formula or a number", () => {
    const sign = fc.constantFrom("=", "+", "-", "@", "'", "\t", "\r", "1", "12e5", "＝", "a");
    const text = fc
      .tuple(fc.array(sign), fc.string({ unit: "grapheme" }))
      .map(([signs, rest]) => signs.join("") + rest);
    fc.assert(
      fc.property(text, (one) => {
        expect(fromCell(toCell(one))).toBe(one);
        expect(toCell(one)).not.toMatch(/^(?:[=+\-@\t\r]|\d+(?:e\d+)?$)/i);
      }),
    );
  });

  it.each(["it's", "'tis", "5 apples", "2027-01-31", "new"])("%j stands as it is typed", (text) => {
    expect(fromCell(text)).toBe(text);
  });
});
