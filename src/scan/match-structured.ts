import type { Span } from "../domain/finding.ts";
import { loginFileOf } from "./extract/login-lines.ts";
import { readStructured } from "./extract/structured-document.ts";
import { isTable } from "./extract/table-rows.ts";
import { keep } from "./hit.ts";
import { deniedMatch } from "./observer.ts";
import { lineCounter } from "./rolling-buffer.ts";
import type { TextState } from "./text-scan.ts";

/**
 * What the reader of the format has found, and what it knows better than the patterns. `all`: of the document, latin1;
 * undefined when its structure is not read.
 */
export const matchStructured = (state: TextState, all: () => string | undefined): void => {
  const { engine, document } = state.text;
  const file = loginFileOf(document);
  if (file === undefined && !state.named) return;
  const text = all();
  if (text === undefined || (file === undefined && !isTable(document) && !mayTell(state, text))) return;
  const line = lineCounter(text);
  const { found, denied, nameAt } = readStructured({
    document,
    text,
    rules: engine.readers,
    file,
    asked: new Set(state.matches.map(({ span }) => span.start)),
    flow: engine.kernel.flow,
  });
  for (const { caught, start } of found) keep({ state, line, rule: caught.rule, start }, caught);
  const kept = state.matches.splice(0).filter((match) => {
    const no = match.rule.definition.structure === "assignment" && denied.find(({ span }) => overlap(span, match.span));
    if (no) engine.observer?.dropped?.(deniedMatch(match, { document, why: no.why }));
    return !no;
  });
  for (const match of kept) {
    const name = nameAt(match.span.start);
    state.matches.push(name === undefined ? match : { ...match, name });
  }
};

/** Something was found whose name is wanted, a key was seen, or a mark: `"sensitive": true`. */
const mayTell = ({ matches, keyed }: TextState, text: string): boolean =>
  matches.length > 0 || keyed || (MARK_WORDS.some((word) => text.includes(word)) && MARK.test(text));

/** What the names of fields that mark others have in them (key-traits.ts), and a value that does. */
const MARK_WORDS = ["ensitive", "ecure", "ncrypted", "asked", "rotected"];
const MARK = /(?:sensitive|secure|encrypted|masked|protected|type)\W{0,20}(?:true|SecureString)/i;

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
