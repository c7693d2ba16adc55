/** What the classic builder writes before an instruction that is no RUN. */
const NOP = /^(?:\|\d+ .*?)?\/bin\/sh -c #\(nop\)\s+/;
const SHELL = /^(?:RUN )?((?:\|\d+ .*? )?)\/bin\/sh -c /;
const BUILDKIT = "# buildkit";

/** A history line as a Dockerfile would say it: `RUN rm .env` for `/bin/sh -c rm .env`. */
export function instruction(historyLine: string): string {
  const whole = historyLine.trimEnd();
  const line = whole.endsWith(BUILDKIT) ? whole.slice(0, -BUILDKIT.length).trimEnd() : whole;
  if (NOP.test(line)) return line.replace(NOP, "");
  return line.replace(SHELL, (_, args: string) => `RUN ${args}`);
}
