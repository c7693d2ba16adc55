import { createReadStream } from "node:fs";
import { built } from "../built.ts";

export interface Member {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files of a tar in memory: every `step`th, up to `most` bytes in all. */
export const membersOf = async (
  tar: string,
  { step, most }: { readonly step: number; readonly most: number },
): Promise<readonly Member[]> => {
  const { createTarWalker } = await built<typeof import("../../../src/tar/tar-walker.ts")>("tar/tar-walker");
  const members: { path: string; pieces: Uint8Array[] }[] = [];
  const [nothing, counts] = [() => undefined, { met: 0, bytes: 0 }];
  let open = false;
  const walker = createTarWalker(
    {
      member: ({ path, size }) => {
        open = size > 0 && counts.met++ % step === 0 && counts.bytes + size <= most;
        if (!open) return;
        members.push({ path, pieces: [] });
        counts.bytes += size;
      },
      body: (bytes) => {
        if (open) members.at(-1)?.pieces.push(Buffer.from(bytes));
      },
      raw: nothing,
      header: nothing,
      note: nothing,
    },
    { entries: 1e7, headerBytes: 2 ** 20 },
  );
  for await (const chunk of createReadStream(tar, { highWaterMark: 2 ** 20 })) walker.push(chunk as Buffer);
  walker.end();
  return members.map(({ path, pieces }) => ({ path, bytes: Buffer.concat(pieces) }));
};
