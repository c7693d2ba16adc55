import type { Inside } from "./decoder.ts";

/** What stands in a container, under its name there. */
export interface Content {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Scans one after the other; the next is asked for when the last is done. Undefined: nothing is to be waited for. */
export const handOut = (files: Iterable<Content>, inside: Inside): Promise<void> | undefined => {
  const rest = files[Symbol.iterator]();
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const busy = inside.whole(next.value.name, next.value.bytes);
    if (busy !== undefined) return following(busy, { rest, inside });
  }
  return undefined;
};

const following = async (
  busy: Promise<void>,
  { rest, inside }: { readonly rest: Iterator<Content>; readonly inside: Inside },
): Promise<void> => {
  await busy;
  for (let next = rest.next(); next.done !== true; next = rest.next())
    await inside.whole(next.value.name, next.value.bytes);
};
