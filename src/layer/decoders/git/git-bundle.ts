import type { Decoder } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { gitPack } from "./git-pack.ts";

const MAGICS = ["# v2 git bundle\n", "# v3 git bundle\n"];
/** Lines of references, a hundred bytes each. */
const LONGEST_HEADER = 4 * 1024 * 1024;

/** Bundles of git (gitformat-bundle): references, an empty line, and a pack. */
export const gitBundle: Decoder = {
  matches: (head) => head[0] === 0x23 && MAGICS.some((magic) => startsWith(head, magic)),
  decode: async (reader, inside) => {
    const header = Buffer.from(await reader.peek(LONGEST_HEADER));
    const end = header.indexOf("\n\n");
    if (end < 0) return inside.note("the bundle ends inside its header, or has a very long one: its pack is not read");
    reader.skip(end + 2);
    await gitPack.decode(reader, inside);
  },
};
