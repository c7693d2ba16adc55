/** One word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A word with a path that the shell puts the home directory in front of. */
export const homeWord = (text: string): string =>
  /(?:^|[=,])\$HOME\//.test(text)
    ? `"${text
        .split("$HOME/")
        .map((part) => part.replace(/["$`\\]/g, "\\$&"))
        .join("$HOME/")}"`
    : shellWord(text);
