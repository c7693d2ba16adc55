import { expect, it } from "vitest";
import { covers } from "../../src/audit/covers.ts";

it.each([
  ["r.example", "r.example", true],
  ["https://r.example/", "r.example/team/app", true],
  ["r.example", "r.example.evil/app", false],
  ["r.example/team/*", "r.example/team/app:1", true],
  ["r.example/team/*", "r.example/team/*", true],
  ["r.example/team/*", "r.example/other/app", false],
  ["r.example/team/app", "r.example/team/app", true],
  ["r.example/team/app", `r.example/team/app@sha256:${"0".repeat(64)}`, true],
  ["r.example/team/app", "r.example/team/app2", false],
  ["r.example/team/app", "r.example/team/app:1", true],
  ["r.example/team/app", "r.example/team/app/private", false],
  ["r.example/team/app", "r.example/team/app/private:1", false],
  ["r.example/team/app:1", "r.example/team/app:1", true],
  ["r.example/team/app:1", "r.example/team/app", false],
  ["alpine", "docker.io/library/alpine:3", true],
  ["alpine", "alpine", true],
  ["docker.io/acme", "docker.io/acme", true],
  ["docker.io/acme", "docker.io/acme/app", true],
  ["oci:layout:ref", "oci:layout", true],
  ["docker-archive:a.tar", "docker-archive:a.tar", true],
  ["-", "stdin", true],
])("an audit of %s looks again at %s: %s", (target, subject, again) => {
  expect(covers(target, subject)).toBe(again);
});
