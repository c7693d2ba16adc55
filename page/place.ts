import type { DocumentKind } from "../src/domain/finding.ts";
import type { PageData, PagePlace, PageShow } from "../src/report/page/page-data.ts";

/** Where a secret stands, in words. */
export interface Place {
  readonly kind: DocumentKind;
  /** Digest. */
  readonly blob: string;
  /** Of a file; else the name of the variable or label, if it has one. */
  readonly name: string;
  readonly line: number;
  readonly show: PageShow;
  readonly toldBy?: string;
}

const NOTHING: PageShow = { ways: [] };

export function toPlace({ texts, blobs, shows }: PageData, place: PagePlace): Place {
  const { kind, blob, path, name, line, shown, toldBy } = place;
  const file = texts[path] ?? "";
  return {
    ...{ kind, line, blob: blobs[blob] ?? "", show: shows[shown] ?? NOTHING },
    name: kind === "file" || name === undefined ? file : (texts[name] ?? file),
    ...(toldBy === undefined ? {} : { toldBy }),
  };
}
