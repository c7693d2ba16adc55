import { describe, expect, test } from "vitest";
import { maskText } from "../../../src/audit/mask-paths.ts";
import { scanConfig } from "../../../src/layer/scan-config.ts";
import { expand } from "../../support/samples.ts";
import { scanBytes, scanner } from "../scan-text.ts";
import { ENCODINGS } from "./encodings.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 5);
const ONE_LINE = ENCODINGS.filter(({ encode }) => !/[\0\n]/.test(encode(`token=${TOKEN}`)));

/** Pieces of a text that nobody could write by chance. */
const pieces = (text: string): readonly string[] =>
  Array.from({ length: Math.floor(text.length / 12) }, (_, index) => text.slice(index * 12, index * 12 + 12));

/** What of an encoded secret is covered by the span that was found. */
const covered = (encoded: string): readonly string[] => {
  const { findings } = scanBytes(Buffer.from(encoded, "latin1"), { kind: "history", path: "history[0]" });
  return findings.flatMap(({ span }) => pieces(encoded.slice(span.start, span.end)));
};

describe.each(ONE_LINE)("a secret in $name", ({ encode }) => {
  const encoded = encode(`token=${TOKEN}`);
  const secrets = [TOKEN, ...covered(encoded)];

  test("is whole in the span of its finding", () => {
    const { findings } = scanBytes(Buffer.from(encoded, "latin1"));
    const { start = 0, end = 0 } = findings[0]?.span ?? {};
    const rest = `${encoded.slice(0, start)}${" ".repeat(end - start)}${encoded.slice(end)}`;
    expect(findings).toHaveLength(1);
    expect(scanBytes(Buffer.from(rest, "latin1")).findings).toEqual([]);
  });

  test("leaves nothing of itself in the config of an image", () => {
    const line = `RUN /bin/sh -c echo ${encoded} > /run/x # buildkit`;
    const config = {
      rootfs: { diff_ids: [] },
      config: { Env: [`DATA=${encoded}`], Labels: { "org.opencontainers.image.title": encoded } },
      history: [{ created_by: line }],
    };
    const scan = scanConfig(Buffer.from(JSON.stringify(config)), scanner);
    expect(scan.findings.map(({ document }) => document.path).sort()).toEqual([
      "Env[DATA]",
      "Labels[org.opencontainers.image.title]",
      "history[0]",
    ]);
    expect(scan.config?.history[0]?.createdBy).toContain("•••");
    for (const piece of secrets) expect(JSON.stringify(scan)).not.toContain(piece);
  });

  test("is masked in a path", () => {
    const masked = maskText(`/srv/${encoded}/x`, scanner);
    expect(masked).toContain("•••");
    for (const piece of secrets) expect(masked).not.toContain(piece);
  });
});
