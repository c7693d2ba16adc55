export interface TableText {
  /** Without a mark at its start; lines end with a line feed. */
  readonly text: string;
  readonly delimiter: string;
  /** 1-based number of the first line of the text in the file. */
  readonly firstLine: number;
}

/** The text of a CSV file as spreadsheets save it: UTF-8, UTF-16 with a mark, or Windows-1252; `sep=;` may stand first. */
export function decodeTable(bytes: Uint8Array): TableText {
  const text = decode(bytes).replace(/\r\n?/g, "\n");
  const named = /^sep=(.)\n/.exec(text);
  const rest = named === null ? text : text.slice(named[0].length);
  return { text: rest, delimiter: named?.[1] ?? likely(rest), firstLine: named === null ? 1 : 2 };
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The one that parts the most columns in the line of their names, which hold none of them. */
const likely = (text: string): string => {
  const [head = ""] = text.trimStart().split("\n", 1);
  const counted = [",", ";", "\t"].map((mark) => [mark, head.split(mark).length] as const);
  return counted.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
};
