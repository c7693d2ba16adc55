import type { Match } from "../match.ts";
import { mergeOverlaps } from "../overlap.ts";
import { openText, type ScannedText } from "../text-scan.ts";
import { createOrigins, type Located } from "./origins.ts";
import type { View, ViewOptions } from "./view.ts";

/** Scans text that is decoded from `parent`. What is found has the places of its encoded writing. */
export const openDecoded = (parent: ScannedText, { encoding, binary, cut, lineOf }: ViewOptions): View | undefined => {
  const { work, keep } = parent;
  const encodings = [...parent.encodings, ...encoding.split(" > ")];
  if (!work.open(encodings.length)) return undefined;
  const origins = createOrigins(lineOf);
  const locate: ScannedText["locate"] = (span): Located => {
    const inParent = origins.locate(span);
    return parent.locate?.(inParent.span) ?? inParent;
  };
  const text = openText({
    ...parent,
    tally: parent.tally.ofDecoded(),
    encodings,
    locate,
    binary: binary === true || parent.binary,
    cut: cut === true,
  });
  let isOver = false;
  return {
    piece: origins.add,
    push: (bytes) => {
      isOver ||= !work.decoded(bytes.length);
      if (isOver) return;
      text.push(bytes);
      origins.forget(text.oldest());
    },
    oldest: () => origins.locate({ start: text.oldest(), end: text.oldest() }).span.start,
    settle: origins.settle,
    end: () => {
      keep(mergeOverlaps(text.end()).map((match) => placed(match, encodings)));
      work.close();
    },
  };
};

const placed = ({ located, ...match }: Match, encodings: readonly string[]): Match => {
  const encoding = [...encodings, ...(match.encoding === undefined ? [] : [match.encoding])].join(" > ");
  return { ...match, span: located?.span ?? match.span, encoding };
};
