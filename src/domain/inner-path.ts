/** Stands between the path of a container and the path in it, as in URLs of Java: `lib/app.jar!/app.properties`. */
export const INSIDE = "!/";

/** The file of the layer that holds the document; one in no container is that file. */
export const outerPath = (path: string): string => {
  const at = path.indexOf(INSIDE);
  return at < 1 ? path : path.slice(0, at);
};
