import { createEscapedReaders } from "./escaped-reader.ts";
import { createLineCursor } from "./line-cursor.ts";
import { openPackedView } from "./packed-view.ts";
import { createRunReader } from "./run-reader.ts";
import { createUtf16Reader } from "./utf16-reader.ts";
import type { EncodingReader, OpenView } from "./view.ts";

interface CreateReaders {
  readonly open: OpenView;
  readonly note: (reason: string) => void;
}

/** All that looks for encoded text in one text. */
export const createReaders = ({ open, note }: CreateReaders): readonly EncodingReader[] => [
  createUtf16Reader({ lines: createLineCursor(), open }),
  ...createEscapedReaders({ lines: createLineCursor(), open }),
  createRunReader({
    lines: createLineCursor(),
    open: ({ radix, content }, lineOf) =>
      content === "packed"
        ? openPackedView({ encoding: radix.name, open, lineOf, note })
        : open({ encoding: radix.name, lineOf, binary: content === "binary" }),
  }),
];
