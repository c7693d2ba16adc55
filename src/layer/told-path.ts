/** Longest path that is told, in characters; all of it is scanned. Those of real images are below 400. */
const LONGEST_PATH = 1024;

/** A copy: a part of a text keeps all of it in memory. */
export const toldPath = (path: string): string =>
  path.length <= LONGEST_PATH ? path : `${Buffer.from(path.slice(0, LONGEST_PATH)).toString()}…`;
