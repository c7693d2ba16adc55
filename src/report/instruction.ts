/** What the classic builder writes before an instruction that is no RUN. */
const NOP = /^(?:\|\d+ .*?)?\/bin\/sh -c #\(nop\)\s+/;
const SHELL = /^(?:RUN )?((?:\|\d+ .*? )?)\/bin\/sh -c /;
const BUILDKIT = /\s*# buildkit\s*$/;

/** A history line as a Dockerfile would say it: `RUN rm .env` for `/bin/sh -c rm .env`. */
export function instruction(historyLine: string): string {
  const line = historyLine.replace(BUILDKIT, "");
  if (NOP.test(line)) return line.replace(NOP, "");
  return line.replace(SHELL, (_, args: string) => `RUN ${args}`);
}
