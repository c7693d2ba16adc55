import type { Collector, Found, OpenDocument } from "./collector.ts";

/** Findings remembered of one container, for a second name of it and for what is told of its own bytes. */
export const REMEMBERED = 10_000;

export interface FoundRecord {
  /** Does what the collector does that it was made of. */
  readonly collector: Collector;
  found(): readonly Found[];
  fingerprints(): ReadonlySet<string>;
}

/** Remembers what passes through a collector. */
export const recordFound = (collector: Collector): FoundRecord => {
  const found: Found[] = [];
  let count = 0;
  const record = (one: Found): void => {
    count += one.findings.length;
    if (one.findings.length > 0 && count <= REMEMBERED) found.push(one);
  };
  return {
    collector: {
      ...collector,
      open: (document): OpenDocument => {
        const open = collector.open(document);
        return {
          push: open.push,
          pushRest: open.pushRest,
          end: (told) => {
            const findings = open.end(told);
            record({ document, findings });
            return findings;
          },
        };
      },
      repeat: (document, findings) => {
        collector.repeat(document, findings);
        record({ document, findings });
      },
    },
    found: () => found,
    fingerprints: () => new Set(found.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))),
  };
};
