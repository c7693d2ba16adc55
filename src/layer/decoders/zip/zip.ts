import { boundedReader } from "../../bounded-reader.ts";
import type { ByteReader } from "../../byte-reader.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { unreadable, zipContent } from "./zip-entry.ts";
import {
  CENTRAL,
  DESCRIPTOR,
  END,
  END64,
  LOCAL,
  readZipHeader,
  SPANNED,
  ZIP_HEADER_BYTES,
  type ZipHeader,
  zipHeaderLength,
} from "./zip-header.ts";
import { isSignature, signatureOf, toSignature } from "./zip-signature.ts";

/**
 * Zip files, and what is made of them: jar, war, whl, apk, nupkg, docx. Read from front to back by the headers before the
 * entries: entries that are deleted from the directory at the end, but still there, are seen as well. The directory only
 * tells whether all were found.
 */
export const zip: Decoder = {
  matches: (head, path) =>
    STARTS.has(signatureOf(head) ?? 0) ||
    isExtension(head) ||
    (head[0] === 0x23 && head[1] === 0x21 && (SCRIPT.test(path) || holdsEntry(head))),
  decode: async (reader, inside) => {
    const seen = { entries: 0, listed: 0, ended: false };
    for (;;) {
      const before = reader.offset();
      if (!(await nextRecord(reader, { inside, seen }))) break;
      if (reader.offset() === before) break;
    }
    if (!seen.ended) inside.note("the zip file has no end: entries may be missing");
    else if (seen.listed > seen.entries)
      inside.note(`the zip directory lists ${seen.listed} entries, ${seen.entries} of them were found`);
  },
};

const STARTS = new Set([LOCAL, END, SPANNED]);
/** Of Chrome: the zip file stands behind a header with a signature, "Cr24" and a version (crx_file.proto). */
const isExtension = (head: Uint8Array): boolean => signatureOf(head) === EXTENSION && (head[4] === 2 || head[4] === 3);
const EXTENSION = 0x34327243;

/** A shell script with an archive behind it (Spring Boot, PEP 441). Where it is short, the archive is seen whatever its name. */
const SCRIPT = /\.(?:jar|war|pyz|pex)$/i;
const holdsEntry = (head: Uint8Array): boolean =>
  Buffer.from(head.buffer, head.byteOffset, head.length).includes("PK\x03\x04");

interface Walk {
  readonly inside: Inside;
  readonly seen: { entries: number; listed: number; ended: boolean };
}

/** False at the end of the file. */
const nextRecord = async (reader: ByteReader, walk: Walk): Promise<boolean> => {
  const head = await reader.peek(ZIP_HEADER_BYTES + 4);
  const signature = signatureOf(head);
  if (signature === undefined) return false;
  if (signature === LOCAL) return await entry(reader, walk);
  if (signature === CENTRAL) walk.seen.listed++;
  if (signature === END) walk.seen.ended = true;
  const bytes = recordLength(signature, Buffer.from(head));
  if (bytes === undefined) return false;
  await boundedReader(reader, bytes).drain();
  // What is no record here is scanned with the zip file itself: comments, a signature of Android, a script in front.
  await toEnd(reader, undefined);
  return true;
};

/** What is to be skipped of a record that is no entry; undefined: it is cut. */
const recordLength = (signature: number, head: Buffer): number | undefined => {
  const bytes = RECORDS[signature] ?? 1;
  if (head.length < Math.min(bytes, ZIP_HEADER_BYTES)) return undefined;
  if (signature !== CENTRAL) return bytes;
  return head.length < ZIP_HEADER_BYTES + 4
    ? undefined
    : bytes + head.readUInt16LE(28) + head.readUInt16LE(30) + head.readUInt16LE(32);
};

/** Records whose content does not matter, with the length of their fixed part. */
const RECORDS: Readonly<Record<number, number>> = {
  [CENTRAL]: 46,
  [END]: 22,
  [END64]: 56,
  [DESCRIPTOR]: 12,
  [SPANNED]: 4,
};

const entry = async (reader: ByteReader, { inside, seen }: Walk): Promise<boolean> => {
  const header = await takeHeader(reader);
  if (header === undefined) {
    inside.note("the zip file ends inside a header");
    return false;
  }
  seen.entries++;
  const end = header.packed === undefined ? undefined : reader.offset() + header.packed;
  const reason = unreadable(header);
  if (reason !== undefined) inside.note(reason, header.name);
  else if (end !== reader.offset() || !header.name.endsWith("/"))
    await inside.document(
      header.name,
      zipContent(reader, {
        header,
        heldBytes: inside.limits.heldBytes,
        note: (lost) => inside.note(lost, header.name),
      }),
    );
  await toEnd(reader, end);
  return true;
};

const takeHeader = async (reader: ByteReader): Promise<ZipHeader | undefined> => {
  const fixed = await reader.peek(ZIP_HEADER_BYTES);
  if (fixed.length < ZIP_HEADER_BYTES) return undefined;
  const length = zipHeaderLength(Buffer.from(fixed));
  const bytes = await reader.peek(length);
  if (bytes.length < length) return undefined;
  const header = readZipHeader(Buffer.from(bytes));
  reader.skip(length);
  return header;
};

/** To where the entry ends by its size, or else to the next signature. */
const toEnd = async (reader: ByteReader, end: number | undefined): Promise<void> => {
  if (end !== undefined && end > reader.offset()) await boundedReader(reader, end - reader.offset()).drain();
  if (!isSignature(await reader.peek(4))) for await (const _ of toSignature(reader));
};
