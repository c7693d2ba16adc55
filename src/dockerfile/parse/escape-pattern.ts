/** The text as a pattern that matches it and nothing else: a name of a Dockerfile may hold any character. */
export const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
