import type { ImageRef } from "../../domain/oci.ts";

/** `r.example:5000/app:1.2` -> name and tag. A digest behind the name is left out; a bare word is a tag. */
export function splitTag(registry: string, reference: string): Pick<ImageRef, "repository" | "tag"> {
  const [named = "", digest] = reference.split("@", 2);
  const colon = named.lastIndexOf(":");
  if (colon > named.lastIndexOf("/"))
    return tagged(registry, { name: named.slice(0, colon), tag: named.slice(colon + 1) });
  return tagged(registry, digest === undefined ? { name: "", tag: named } : { name: named, tag: "" });
}

const tagged = (
  registry: string,
  { name, tag }: { readonly name: string; readonly tag: string },
): Pick<ImageRef, "repository" | "tag"> => ({ repository: { registry, name }, ...(tag === "" ? {} : { tag }) });

/** `app` and `docker.io/library/app:latest` are one name, as for docker and skopeo. */
export const sameName = (one: string, other: string): boolean =>
  one === other || familiarName(one) === familiarName(other);

/** The shortest form with a tag: `app:latest`. */
export const familiarName = (reference: string): string => {
  const short = reference.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, "");
  return short.lastIndexOf(":") > short.lastIndexOf("/") ? short : `${short}:latest`;
};
