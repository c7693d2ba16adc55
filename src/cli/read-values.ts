import { UserError } from "../domain/user-error.ts";
import { note } from "./print.ts";

/** A value, or a list of them, is not larger (bytes); files are for `exhume scan`. */
const LARGEST = 4 * 1024 * 1024;

/** All of stdin; on a terminal one line, which is not shown. Throws UserError `VALUE_MISSING`, `VALUE_TOO_LARGE`. */
export async function readStdin(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin.isTTY ? typed() : process.stdin) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > LARGEST)
      throw new UserError({
        code: "VALUE_TOO_LARGE",
        message: `stdin holds more than ${LARGEST} bytes: that is no value`,
        hint: "exhume scan --db FILE PATH looks for secrets of the case in files",
      });
    chunks.push(chunk);
  }
  if (size === 0)
    throw new UserError({
      code: "VALUE_MISSING",
      message: "there is nothing on stdin",
      hint: "give it a file (< FILE), or run it alone and paste the value",
    });
  return Buffer.concat(chunks);
}

const ENTER = /[\r\n\u0004]/;
const BACKSPACE = /[\u007f\b]/;
const INTERRUPT = "\u0003";

/** What is typed or pasted up to the first line break, without an echo. */
async function* typed(): AsyncGenerator<Uint8Array> {
  process.stdin.setRawMode(true);
  note("paste it, then Enter; it is not shown:");
  let text = "";
  try {
    for await (const chunk of process.stdin) {
      for (const character of String(chunk)) {
        if (character === INTERRUPT) throw new DOMException("interrupted", "AbortError");
        text = BACKSPACE.test(character) ? text.slice(0, -1) : text + character;
      }
      if (ENTER.test(text)) break;
    }
  } finally {
    process.stdin.setRawMode(false);
  }
  yield Buffer.from(text.split(ENTER, 1)[0] ?? "");
}
