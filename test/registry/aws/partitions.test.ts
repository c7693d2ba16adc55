import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { dnsSuffix, ecrHost, parseEcrHost } from "../../../src/registry/aws/host.ts";
import { REGIONS } from "../../../src/registry/aws/regions.ts";

const sdk = createRequire(createRequire(import.meta.url).resolve("@aws-sdk/client-ecr"));
const { partition } = sdk("@aws-sdk/core/client") as { readonly partition: (region: string) => { dnsSuffix: string } };
/** The SDK does not export its table: it is read where it stands, the commercial partition first. */
const table = readFileSync(
  join(
    dirname(sdk.resolve("@aws-sdk/core/package.json")),
    "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js",
  ),
  "utf8",
);

describe("regions and suffixes are those of the SDK", () => {
  it.each([...REGIONS, "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1"])(
    "%s",
    (region) => {
      expect(dnsSuffix(region)).toBe(partition(region).dnsSuffix);
      expect(parseEcrHost(ecrHost({ account: "123456789012", region }))).toEqual({ account: "123456789012", region });
    },
  );

  it("all of the commercial partition, and no other", () => {
    const [commercial = ""] = table.split('"aws-cn"', 1);
    const regions = [...commercial.matchAll(/"([a-z]{2}-[a-z]+-\d)": \{/g)].map(([, region]) => region);
    expect([...REGIONS]).toEqual(regions.sort());
  });
});
