import { once } from "node:events";
import { createInterface } from "node:readline/promises";

/**
 * The line that is typed after a question; empty where the input ends, which `question` alone would wait for for ever.
 * Without `terminal`, Ctrl-C is the signal that it is everywhere else.
 */
export async function answerTo(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const ended = once(lines, "close").then(() => "");
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } finally {
    lines.close();
  }
}
