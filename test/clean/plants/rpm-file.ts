import { gzipSync } from "node:zlib";

/** Lead, two headers without entries, and one file in a cpio archive in gzip: "RPM V4 Package format". */
export const rpmFile = (path: string, content: string): Buffer => {
  const lead = Buffer.alloc(96);
  lead.set([0xed, 0xab, 0xee, 0xdb, 3]);
  const header = Buffer.from("8eade801000000000000000000000000", "hex");
  const archive = Buffer.concat([cpio(path, content), cpio("TRAILER!!!", "")]);
  return Buffer.concat([lead, header, header, gzipSync(archive)]);
};

/** One file as cpio writes it with `-H newc`: thirteen numbers, name and content, each up to a multiple of four. */
const cpio = (name: string, content: string): Buffer => {
  const numbers = [1, 0o100644, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const header = `070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}${name}\0`;
  return Buffer.concat([aligned(header), aligned(content)]);
};

const aligned = (text: string): Buffer => Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4, "\0"));
