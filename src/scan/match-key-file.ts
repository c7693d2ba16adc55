import { KEY_FILE_BYTES, keyFileOf, onlyWord } from "./extract/key-file.ts";
import { keep } from "./hit.ts";
import { lineAt, type RollingBuffer } from "./rolling-buffer.ts";
import type { TextState } from "./text-scan.ts";

/** A file that is one word, as a candidate of the rule that its name says. The name is looked at last: most files are more. */
export const matchKeyFile = (state: TextState, buffer: RollingBuffer): void => {
  const { base, bytes, filled } = buffer;
  const { engine, document } = state.text;
  const span = base > 0 || filled > KEY_FILE_BYTES ? undefined : onlyWord(bytes, filled);
  const of = span && keyFileOf(document);
  if (span === undefined || of === undefined) return;
  const rule = engine.rules.flat().find(({ definition }) => definition.id === of.ruleId);
  if (rule === undefined) return;
  const text = bytes.toString("latin1", 0, filled);
  const groups = { file: "", name: of.name, kind: of.kind };
  const caught = { rule, document, text, span, value: text.slice(span.start, span.end), groups };
  keep({ state, line: (offset) => lineAt(buffer, offset), rule, start: 0 }, caught);
};
