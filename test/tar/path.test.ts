import { expect, it } from "vitest";
import { normalisePath } from "../../src/tar/path.ts";

it.each([
  ["a/b", "a/b"],
  ["./a//b/", "a/b"],
  ["/etc/passwd", "etc/passwd"],
  ["//etc///passwd//", "etc/passwd"],
  ["a/./b/.", "a/b"],
  ["a/../b", "b"],
  ["../../etc/shadow", "etc/shadow"],
  ["/../a/../../b", "b"],
  ["a/b/..", "a"],
  [".", ""],
  ["./", ""],
  ["/", ""],
  ["", ""],
  ["..", ""],
  [".env", ".env"],
  ["..data/.x./...", "..data/.x./..."],
  ["Files\\app\\.wh.x", "Files/app/.wh.x"],
  [".\\Hives\\Sam_Base", "Hives/Sam_Base"],
  ["Hives\\..\\..\\etc", "etc"],
  ["etc/a\\b", "etc/a\\b"],
  ["Filesystem\\a", "Filesystem\\a"],
  ["\\\\?\\C:\\x", "\\\\?\\C:\\x"],
  ["a\u001b[31m/b\n", "a\u001b[31m/b\n"],
])("%j is %j", (raw, path) => expect(normalisePath(raw)).toBe(path));
