import { extract, type Header, pack } from "tar-stream";
import { expect, it } from "vitest";
import { normalisePath } from "../../src/tar/path.ts";
import { collect } from "../support/collect.ts";
import { type Random, seeded } from "../support/random.ts";
import { walk } from "./walk.ts";

interface Listed {
  readonly path: string;
  readonly body: string;
  readonly directory: boolean;
  readonly linkname: string;
}

const TYPES: readonly NonNullable<Header["type"]>[] = ["file", "file", "file", "directory", "symlink", "link", "fifo"];

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const randomEntry = (
  random: Random,
): { readonly header: Partial<Header> & { readonly name: string }; readonly content: string } => {
  const type = TYPES[below(random, TYPES.length)] ?? "file";
  const part = () => "abcü.-_".charAt(below(random, 7)).repeat(1 + below(random, 60));
  const name = Array.from({ length: 1 + below(random, 6) }, part).join("/");
  const content = type === "file" ? String.fromCharCode(97 + below(random, 26)).repeat(below(random, 3000)) : "";
  const link = type === "symlink" || type === "link" ? { linkname: part() } : {};
  return { header: { name, type, size: content.length, ...link }, content };
};

const randomArchive = async (random: Random): Promise<Buffer> => {
  const tar = pack();
  const all = collect(tar);
  for (let count = below(random, 20); count >= 0; count--) {
    const { header, content } = randomEntry(random);
    tar.entry(header, content);
  }
  tar.finalize();
  return Buffer.concat((await all) as readonly Uint8Array[]);
};

const oracle = async (archive: Buffer): Promise<readonly Listed[]> => {
  const listed: Listed[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const body = Buffer.concat((await collect(entry)) as readonly Uint8Array[]);
    const { name, type, linkname } = entry.header;
    listed.push({
      path: normalisePath(name),
      body: body.toString("latin1"),
      directory: type === "directory",
      linkname: linkname ?? "",
    });
  }
  return listed;
};

it("reads 300 random archives as tar-stream does", async () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seeded(`archive ${seed}`);
    const archive = await randomArchive(random);
    const sizes = Array.from({ length: 5 }, () => 1 + below(random, 2000));
    const { members, notes, raw } = walk(archive, { sizes });
    expect({ seed, members, notes, raw }).toEqual({ seed, members: await oracle(archive), notes: [], raw: [] });
  }
});

it("passes on every byte of 2,000 damaged archives, and never throws", async () => {
  const random = seeded("damage");
  const archive = await randomArchive(random);
  for (let turn = 0; turn < 2_000; turn++) {
    const damaged = Buffer.from(archive.subarray(0, 1 + below(random, archive.length)));
    for (let hits = 1 + below(random, 4); hits > 0; hits--) damaged[below(random, damaged.length)] = below(random, 256);
    const { members, raw } = walk(damaged, { sizes: [1 + below(random, 5000)] });
    const passed = [...members, ...raw].reduce((sum, { body }) => sum + body.length, 0);
    expect(passed).toBeLessThanOrEqual(damaged.length);
    if (raw.length > 0) expect(damaged.toString("latin1").endsWith(raw[0]?.body ?? "?")).toBe(true);
  }
});
