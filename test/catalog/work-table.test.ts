import { describe, expect, it } from "vitest";
import { daysOf } from "../../src/catalog/table-day.ts";
import { parseWorkTable } from "../../src/catalog/work-table.ts";

const read = (text: string | Uint8Array) =>
  parseWorkTable("work.csv", typeof text === "string" ? Buffer.from(text) : text);

describe("a table of work", () => {
  const row = { at: "work.csv:2", id: "3f9c2a000001", states: ["deployed"], until: [], was: "new", note: "grün; live" };

  it.each<[string, string | Uint8Array]>([
    ["as it was made", "id,state,note,was\r\n3f9c2a000001,deployed,grün; live,new\r\n"],
    ["of a spreadsheet with semicolons", '\ufeffid;state;note;was\r\n3f9c2a000001;deployed;"grün; live";new\r\n'],
    ["with tabs", "id\tstate\tnote\twas\n3f9c2a000001\tdeployed\tgrün; live\tnew\n"],
    ["in UTF-16", Buffer.from("\ufeffid\tstate\tnote\twas\r\n3f9c2a000001\tdeployed\tgrün; live\tnew\r\n", "utf16le")],
    ["in Windows-1252", Buffer.from("id,state,note,was\r\n3f9c2a000001,deployed,gr\xfcn; live,new\r\n", "latin1")],
    ["of old Macintoshes", "id,state,note,was\r3f9c2a000001,deployed,grün; live,new"],
    [
      "with columns moved, put in and left out",
      "x,WAS,note, State ,y,id\n1,new,grün; live,Deployed,2,3F9C2A000001,,\n",
    ],
    ["that ends early", "id,state,was,note,until,by\n3f9c2a000001,deployed,new,grün; live\n"],
    ["quoted throughout", '"id","state","note","was"\n"3f9c2a000001"," deployed ","grün; live","new"\n,,,\n\n'],
  ])("%s is read", (_, text) => {
    expect(read(text)).toEqual([row]);
  });

  it("may name its separator first, and have breaks in its cells: a row has the line where it begins", () => {
    const rows = read(
      'sep=;\r\nid;state;note\r\n\r\n3f9c2a000001;new;"one\r\ntwo"\r\n3f9c2a000002;new;\r\n\r\n3f9c2a000003;new;\r\n',
    );
    expect(rows.map(({ at, note }) => [at, note])).toEqual([
      ["work.csv:4", "one\ntwo"],
      ["work.csv:6", undefined],
      ["work.csv:8", undefined],
    ]);
  });

  it("takes off what keeps a cell a text", () => {
    expect(read("id,state,note,by\n'123456789012,new,'=1+1,'@ann\n")).toMatchObject([
      { id: "123456789012", note: "=1+1", by: "@ann" },
    ]);
  });

  it.each([
    ["False positive", ["false-positive"]],
    ["THIRD_PARTY", ["third-party"]],
    ["deployed, rotated", ["deployed", "rotated"]],
    ["", []],
  ])("takes %j for %j", (cell, states) => {
    expect(read(`id,state,x\n3f9c2a000001,"${cell}",1\n`)[0]?.states).toEqual(states);
  });

  it.each([
    ["", /^work\.csv: is empty$/],
    ["PK\u0003\u0004...", /^work\.csv: is a workbook$/],
    ["id,note\n1,2\n", /^work\.csv:1: there is no column state$/],
    ["id,state,State\n1,2,3\n", /^work\.csv:1: the column state stands twice$/],
    ["id,state\n3f9c2a000001,new\n3f9c2a000002,done\n", /^work\.csv:3: done is no state of work$/],
    ["id,state,was\n3f9c2a000001,new,old\n", /^work\.csv:2: old is no state of work$/],
    ["id,state,until\n3f9c2a000001,accepted,soon\n", /^work\.csv:2: until is no day$/],
    ['id,state\n3f9c2a000001,"new\n', /^work\.csv:\d: a quote is not closed/],
  ])("%j is refused with its line", (text, message) => {
    expect(() => read(text)).toThrowError(
      expect.objectContaining({ code: "TABLE_INVALID", message: expect.stringMatching(message) }),
    );
  });
});

describe("a day", () => {
  it.each([
    ["", []],
    ["2027-01-31", ["2027-01-31"]],
    ["2027/1/31", ["2027-01-31"]],
    ["2027-01-31 00:00:00", ["2027-01-31"]],
    ["31.01.2027", ["2027-01-31"]],
    ["31.1.27", ["2027-01-31"]],
    ["1/31/2027", ["2027-01-31"]],
    ["31/01/2027", ["2027-01-31"]],
    ["02/03/2027", ["2027-03-02", "2027-02-03"]],
    ["03/03/27", ["2027-03-03"]],
    ["2027-02-30", undefined],
    ["31/31/2027", undefined],
    ["46053", undefined],
  ])("%j is %j", (cell, days) => {
    expect(daysOf(cell)).toEqual(days);
  });
});
