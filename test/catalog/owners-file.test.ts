import { describe, expect, it } from "vitest";
import { parseOwners, readOwners } from "../../src/catalog/owners-file.ts";

const FILE = `# who has what
*                            @platform
registry.example/team/*      @team-a ann@corp.example   # all of the team
team/shop                    @shop
/registry.example/team/shop/legacy
**/with\\ space              @space
docker.io/**                 @hub
`;

describe("an owners file", () => {
  const owners = parseOwners("OWNERS", FILE);

  it.each<[string, string, string | undefined, number | undefined]>([
    ["other.example", "a/b", "@platform", 2],
    ["registry.example", "team/api", "@team-a ann@corp.example", 3],
    ["registry.example", "team/shop", "@shop", 4],
    ["other.example", "team/shop", "@shop", 4],
    ["registry.example", "team/shop/legacy", undefined, undefined],
    ["registry.example", "team/api/deep", "@team-a ann@corp.example", 3],
    ["registry.example", "other/with space", "@space", 6],
    ["docker.io", "corp/app", "@hub", 7],
    ["oci:build", "", "@platform", 2],
  ])("%s/%s belongs to %s", (registry, repository, name, line) => {
    expect(owners({ registry, repository })).toEqual(
      name === undefined ? undefined : { name, from: `owners file line ${line}` },
    );
  });

  it("may have a mark at its start and ends of lines as on Windows", () => {
    const own = parseOwners("OWNERS", "\ufeffteam/* @a\r\n\r\nteam/b @b\r\n");
    expect(own({ registry: "r", repository: "team/x" })?.name).toBe("@a");
    expect(own({ registry: "r", repository: "team/b" })).toEqual({ name: "@b", from: "owners file line 3" });
  });

  it.each([
    ["* @a\n[Section] @b\n", "OWNERS:2: sections are not taken"],
    ["!team/* @a\n", "OWNERS:1: a pattern cannot be negated"],
  ])("%j is refused: %s", (text, message) => {
    expect(() => parseOwners("OWNERS", text)).toThrowError(
      expect.objectContaining({ code: "OWNERS_INVALID", message, hint: expect.stringMatching(/\w/) }),
    );
  });

  it("that is not there is an error in words", () => {
    expect(() => readOwners("/nowhere/OWNERS")).toThrowError("/nowhere/OWNERS: cannot be read");
  });
});
