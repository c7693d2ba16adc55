import { readAll } from "../../byte-reader.ts";
import { oneChunk } from "../../one-chunk.ts";
import type { RpmHeader } from "../../packages/rpm-header.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { takeRpmHeader } from "./rpm-header.ts";

const MAGIC = "\xed\xab\xee\xdb";
const LEAD = 96;
const PAYLOAD_FORMAT = 1124;
const PAYLOAD_COMPRESSOR = 1125;
const SUFFIXES: Readonly<Record<string, string>> = { gzip: ".gz", bzip2: ".bz2", zstd: ".zst" };

/** Tags of rpm (rpm.org, "RPM Tags"). */
const SCRIPTS: Readonly<Record<string, number>> = {
  prein: 1023,
  postin: 1024,
  preun: 1025,
  postun: 1026,
  triggers: 1065,
  verifyscript: 1079,
  pretrans: 1151,
  posttrans: 1152,
  filetriggers: 5066,
  transfiletriggers: 5076,
};

/**
 * Packages of rpm ("RPM V4 Package format"): lead, header of signatures, header, and a cpio archive that is
 * compressed. The scripts of the header are documents of their own, `scripts/postin`.
 */
export const rpm: Decoder = {
  matches: (head) => startsWith(head, MAGIC),
  decode: async (reader, inside) => {
    const most = inside.limits.heldBytes;
    reader.skip((await reader.peek(LEAD)).length);
    const signatures = await takeRpmHeader(reader, most);
    const over = (reader.offset() - LEAD) % ALIGN;
    if (over > 0) reader.skip((await reader.peek(ALIGN - over)).length);
    const header = signatures && (await takeRpmHeader(reader, most));
    if (header === undefined) return inside.note("a header of the rpm package is cut or damaged: not unpacked");
    await tellScripts(header, inside);
    await inside.document(payloadName(header), readAll(reader), { orElse: UNKNOWN });
  },
};

/** Of the header of signatures. */
const ALIGN = 8;
const UNKNOWN = "the payload of the rpm package is missing, or of a kind that is not read: scanned as it is";

const tellScripts = async (header: RpmHeader, inside: Inside): Promise<void> => {
  for (const [name, tag] of Object.entries(SCRIPTS)) {
    const text = header.strings(tag).join("\n");
    if (text !== "") await inside.document(`scripts/${name}`, oneChunk(text));
  }
};

/** `payload.cpio.xz` */
const payloadName = (header: RpmHeader): string => {
  const [format = "cpio"] = header.strings(PAYLOAD_FORMAT);
  const [compressor] = header.strings(PAYLOAD_COMPRESSOR);
  return `payload.${format}${compressor === undefined ? "" : (SUFFIXES[compressor] ?? `.${compressor}`)}`;
};
