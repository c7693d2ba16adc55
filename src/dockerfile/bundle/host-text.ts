/**
 * Shell text inside another format, as a copy of equal length that a shell parser reads: offsets stay those of the file.
 * Characters that mean nothing to the shell become `MASK`, which is part of a word.
 */
export const MASK = "\uE000";

export type Dialect = "shell" | "make" | "json" | "groovy" | "yaml";

export const mask = (length: number): string => MASK.repeat(length);

/** `${{ secrets.X }}`, in which blanks do not end a word. */
export const maskExpressions = (text: string): string => text.replace(/\$\{\{[\s\S]*?\}\}/g, (all) => mask(all.length));

/** `$(VAR)`, `${VAR}` and `$(shell ...)` are make's; `$$` is the shell's `$`. */
export const maskMake = (text: string): string => {
  let result = "";
  for (let at = 0; at < text.length; at += 1) {
    const next = text[at + 1] ?? "";
    const end = text[at] === "$" && (next === "(" || next === "{") ? closing(text, at + 1, MAX_REFERENCE) : -1;
    if (text.startsWith("$$", at)) {
      result += `${MASK}$`;
      at += 1;
    } else if (end > 0) {
      result += mask(end + 1 - at);
      at = end;
    } else result += text[at] ?? "";
  }
  return result;
};

/** Escapes of JSON and of double-quoted YAML: `\"` is a quote, `\n` a line end. */
export const maskEscapes = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (all, code: string) => {
    if (code === "n") return "\n ";
    if (code === "t") return "  ";
    return code.length > 1 ? mask(all.length) : `${MASK}${code === "\n" ? " " : code}`;
  });

/** Far above what people write in one reference; a longer one is not looked at. */
export const MAX_REFERENCE = 2_000;

/** Offset of the bracket that closes the one at `open`, or -1 when none does within so many characters. */
export const closing = (text: string, open: number, within = text.length): number => {
  const [own = "", other] = text[open] === "(" ? ["(", ")"] : ["{", "}"];
  let depth = 0;
  for (let at = open; at < Math.min(text.length, open + within); at += 1) {
    if (text[at] === own) depth += 1;
    else if (text[at] === other) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

/** A line end becomes one `\n` and a blank, so that a `\\` before it still continues the line. */
export const plainLineEnds = (text: string): string => text.replace(/\r\n/g, "\n ");

export const unmask = (text: string): string => text.replaceAll(MASK, "");
