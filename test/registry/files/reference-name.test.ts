import { describe, expect, it } from "vitest";
import { sameName, splitTag } from "../../../src/registry/files/reference-name.ts";

describe("names in archives", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  it.each([
    ["r.example:5000/team/app:1.2", "r.example:5000/team/app", "1.2"],
    ["app:latest", "app", "latest"],
    ["v1", "", "v1"],
    ["r.example:5000/app", "", "r.example:5000/app"],
    [`docker.io/library/app@${digest}`, "docker.io/library/app", undefined],
    [`docker.io/library/app:1@${digest}`, "docker.io/library/app", "1"],
    ["app:", "app", undefined],
    ["", "", undefined],
  ])("%s", (reference, name, tag) => {
    expect(splitTag("oci:x", reference)).toEqual({
      repository: { registry: "oci:x", name },
      ...(tag === undefined ? {} : { tag }),
    });
  });

  it.each([
    ["app", "docker.io/library/app:latest", true],
    ["docker.io/team/app:1", "team/app:1", true],
    ["app:1", "app:2", false],
    ["r.example/app:1", "app:1", false],
    ["r.example:5000/app", "r.example:5000/app:latest", true],
    ["v1", "v1", true],
  ])("%s and %s", (one, other, same) => {
    expect(sameName(one, other)).toBe(same);
    expect(sameName(other, one)).toBe(same);
  });
});
