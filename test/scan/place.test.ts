import { describe, expect, test } from "vitest";
import { placeOf } from "../../src/scan/place.ts";

describe("the place of a file", () => {
  test.each([
    "app/install.sh",
    "app/installer.env",
    "app/news.properties",
    "app/license.properties",
    "app/authors.json",
    "app/history.conf",
    "app/todo.yaml",
    "app/licenses/key.env",
  ])("%s holds settings", (path) => {
    expect(placeOf({ kind: "file", path })).toBe("config");
  });

  test.each([
    "README",
    "app/README.fr",
    "app/LICENSE-MIT",
    "app/COPYING.LESSER",
    "app/INSTALL.txt",
    "app/INSTALL.unix.txt",
    "app/CHANGES.rst",
    "app/CHANGES.1.2",
    "app/Changelog-2019.txt",
    "usr/share/doc/app/NEWS.Debian",
    "usr/share/doc/app/NEWS.Debian.gz",
    "usr/share/doc/app/changelog.gz",
    "usr/share/man/man1/app.1.gz",
    "build/tests.sum",
  ])("%s is text for people", (path) => {
    expect(placeOf({ kind: "file", path })).toBe("prose");
  });

  test.each(["var/log/check.log.xz", "var/log/app.log.1"])("%s is a log", (path) => {
    expect(placeOf({ kind: "file", path })).toBe("log");
  });

  test.each(["app/install.py", "app/__pycache__/settings.cpython-311.pyc", "srv/dump.sql.gz"])("%s is code", (path) => {
    expect(placeOf({ kind: "file", path })).toBe("source");
  });
});
