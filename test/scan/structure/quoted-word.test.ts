import { expect, test } from "vitest";
import type { DocumentInfo } from "../../../src/domain/finding.ts";
import { scanText } from "../scan-text.ts";

const AT: DocumentInfo = { kind: "file", path: "app/run.sh" };
const found = (text: string): readonly string[] => [
  ...new Set(scanText(text, AT).map(({ span }) => text.slice(span.start, span.end))),
];

test.each([
  ["sshpass -p 'walnut$7;tree' ssh root@h", "walnut$7;tree"],
  ["sshpass -p 'walnut7$' ssh root@h", "walnut7$"],
  ["curl -u 'ci:w4lnut$tree' https://h.corp.internal", "w4lnut$tree"],
  ['curl -u "ci:w4lnut;tree&x" https://h.corp.internal', "w4lnut;tree&x"],
  ["mysql -u root -p'w4lnut$tree' shop", "w4lnut$tree"],
  ["docker login -u ci -p 'w4lnut|tree<3' r.corp.internal", "w4lnut|tree<3"],
  ["ldapsearch -x -w 'w4lnut tree 7' -b dc=corp", "w4lnut tree 7"],
  ["mytool --user ci --password 'w4lnut;tree' run", "w4lnut;tree"],
  ["PGPASSWORD='w4lnut$tree' psql -h db", "w4lnut$tree"],
])("%s: all that the quotes hold is one word", (text, value) => {
  expect(found(text)).toEqual([value]);
});

test.each([
  ["docker login -u ci -p w4lnut7 r && echo 'it is done'", ["w4lnut7"]],
  ["docker login -u ci -p 'w4lnut7' r; echo 'x'", ["w4lnut7"]],
  ['sh -c "docker login -p w4lnut7 r"', ["w4lnut7"]],
])("%s: a bare word ends where it ended", (text, values) => {
  expect(found(text)).toEqual(values);
});
