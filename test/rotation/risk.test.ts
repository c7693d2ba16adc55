import { describe, expect, it } from "vitest";
import type { ImageExposure, Secret } from "../../src/domain/rotation.ts";
import { exposedOf } from "../../src/rotation/exposed.ts";
import { scoreRisk } from "../../src/rotation/risk.ts";
import type { Assessment } from "../../src/rotation/validity.ts";
import { image, NOW, occurrence, secret } from "../support/case.ts";

interface Change {
  readonly secret?: Partial<Secret>;
  readonly images?: readonly ImageExposure[];
  readonly assessment?: Assessment;
}

/** What a change adds to the terms of a secret of which nothing more is known: `+5 why`. */
const terms = ({ secret: parts, images = [plain()], assessment = { validity: "unknown" } }: Change) => {
  const subject = secret("x", { occurrences: [occurrence({ images })], ...parts });
  const { structure } = exposedOf(subject);
  const exposed = { ...exposedOf({ ...subject, occurrences: [occurrence({ images })] }), structure };
  return scoreRisk({ secret: subject, exposed, assessment, now: NOW }).terms.map(
    ({ reason, points }) => `${points > 0 ? "+" : ""}${points} ${reason}`,
  );
};

const plain = (parts: Parameters<typeof image>[0] = {}): ImageExposure =>
  image({ since: "2026-11-20T00:00:00Z", ...parts });
const PLAIN = terms({});
const many = (count: number, of: (index: number) => Parameters<typeof image>[0] = () => ({})) =>
  Array.from({ length: count }, (_, index) => plain({ manifest: `sha256:${index}`, ...of(index) }));

describe("scoreRisk", () => {
  it("of what is known the least", () => {
    expect(PLAIN).toEqual([
      "+8 its power is not known",
      "+20 severity high",
      "+10 confidence high",
      "+15 in a file of the image",
      "+10 in a registry not known to be private",
      "+8 a tag serves it",
    ]);
  });

  it.each<[string, Change, readonly string[]]>([
    ["power", { secret: { provider: "vault" } }, ["+30 opens a store of other secrets"]],
    ["severity", { secret: { severity: "critical" } }, ["+30 severity critical"]],
    ["confidence", { secret: { confidence: "medium" } }, ["+5 confidence medium"]],
    ["proof", { secret: { occurrences: [occurrence({ strength: "proof" })] } }, ["+5 its structure proves it"]],
    [
      "a name",
      { secret: { occurrences: [occurrence({ strength: "name" })] } },
      ["-3 only its name or look speaks for it"],
    ],
    [
      "a deleted file",
      { images: [plain({ exposure: "deleted" })] },
      ["+9 in a file that was deleted, but is still served"],
    ],
    ["a public registry", { images: [plain({ visibility: "public" })] }, ["+20 in a public registry"]],
    [
      "no login",
      { images: [plain({ visibility: "anonymous" })] },
      ["+16 in a registry that serves it without a login"],
    ],
    ["a private registry", { images: [plain({ visibility: "private" })] }, ["+4 in a private registry"]],
    [
      "the widest circle",
      { images: [plain({ visibility: "private" }), plain({ visibility: "public", manifest: "sha256:2" })] },
      ["+20 in a public registry", "+2 2 images hold it"],
    ],
    ["a digest", { images: [plain({ tags: [] })] }, ["+3 served by digest only"]],
    ["nothing any more", { images: [plain({ present: false })] }, ["-10 no image seen by the last audit holds it"]],
    ["an archive", { images: [plain({ registry: "oci:dir" })] }, ["+2 only in local archives"]],
    ["days", { images: [plain({ since: "2026-10-01T12:00:00Z" })] }, ["+2 readable for 53 days"]],
    ["months", { images: [plain({ since: "2026-06-01T12:00:00Z" })] }, ["+4 readable for 175 days"]],
    ["a year", { images: [plain({ since: "2025-11-23T12:00:00Z" })] }, ["+6 readable for 365 days"]],
    ["a reader", { images: [plain({ pulledAt: "2026-11-21T00:00:00Z" })] }, ["+6 pulled since: last on 2026-11-21"]],
    ["readers of the repository", { images: [plain({ pulls: 3 })] }, ["+3 its repositories were pulled"]],
    ["no reader", { images: [plain({ pulls: 0 })] }, ["-3 never pulled"]],
    ["images", { images: many(9) }, ["+6 9 images hold it"]],
    [
      "repositories and registries",
      { images: many(2, (index) => ({ registry: `r${index}.example`, repository: `app${index}` })) },
      ["+2 2 images hold it", "+3 2 repositories hold it", "+3 2 registries hold it"],
    ],
    ["use", { assessment: { validity: "active" } }, ["+25 validity active"]],
    ["expiry", { assessment: { validity: "expired", reason: "expired 2026-01-01" } }, ["-40 expired 2026-01-01"]],
    ["a canary", { secret: { facts: { canary: true } } }, ["-150 canary: whoever uses it tells its owner"]],
    ["an example", { secret: { state: "test" } }, ["-200 documented example value"]],
  ])("counts %s", (_, change, expected) => {
    const changed = terms(change);
    expect(changed.filter((term) => !PLAIN.includes(term))).toEqual(expected);
  });

  it("reads no pull as one of the secret that was before it", () => {
    expect(terms({ images: [plain({ pulledAt: "2026-11-19T00:00:00Z" })] })).toEqual(PLAIN);
  });
});
