import { startsWith } from "../starts-with.ts";

/** The header of a member of a cpio archive. */
export interface CpioHeader {
  /** Of the header, without the name. */
  readonly bytes: number;
  /** With its NUL. */
  readonly nameBytes: number;
  readonly size: number;
  /** Header with name, and content, end at multiples of it. */
  readonly align: number;
}

/** The longest, without the name. */
export const CPIO_HEADER_BYTES = 110;

const START = "07070";
/** `newc` and `crc` (cpio(5)): 13 numbers of eight hexadecimal digits. */
const NEW = /^07070[12][0-9a-fA-F]{104}/;
/** `odc`: octal numbers of six and eleven digits. */
const OLD = /^070707[0-7]{70}/;
/** rpm 4.6 and later, with files of 4 GiB: only the number of the file, whose size the header of the package has. */
const STRIPPED = /^07070X[0-9a-fA-F]{8}/;

/** Undefined: it is none. `stripped`: it has no sizes. */
export const readCpioHeader = (head: Uint8Array): CpioHeader | "stripped" | undefined => {
  if (!startsWith(head, START)) return undefined;
  const text = Buffer.from(head.subarray(0, CPIO_HEADER_BYTES)).toString("latin1");
  if (STRIPPED.test(text)) return "stripped";
  const number = (at: number, digits: number, base: number): number =>
    Number.parseInt(text.slice(at, at + digits), base);
  if (NEW.test(text)) return { bytes: 110, nameBytes: number(94, 8, 16), size: number(54, 8, 16), align: 4 };
  if (OLD.test(text)) return { bytes: 76, nameBytes: number(59, 6, 8), size: number(65, 11, 8), align: 1 };
  return undefined;
};
