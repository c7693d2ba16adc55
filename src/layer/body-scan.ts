import type { DocumentInfo, Finding } from "../domain/finding.ts";
import type { Collector, Found } from "./collector.ts";
import { HEAD_BYTES } from "./decoders/decoder.ts";
import type { StartUnpacking, Unpacking } from "./unpacking.ts";

/** Scans the body of a member as it is, and what is in it when it is a container. */
export interface BodyScan {
  readonly document: DocumentInfo;
  push(bytes: Uint8Array): void;
  /** All its bytes were pushed. */
  isOver(): boolean;
  /** Undefined: nothing is to be waited for. */
  settle(): Promise<void> | undefined;
  /** Gives what was found in it; at once when it is no container. */
  end(): readonly Found[] | Promise<readonly Found[]>;
}

interface Body {
  /** Bytes that shall come; infinite when nobody knows. */
  readonly size: number;
  readonly collector: Collector;
  readonly unpack: StartUnpacking;
}

export const openBody = (document: DocumentInfo, { size, collector, unpack }: Body): BodyScan => {
  const open = collector.open(document);
  let pushed = 0;
  let unpacking: Unpacking | undefined;
  /** The first bytes until they are enough. */
  let head: Uint8Array | undefined = NOTHING;

  const pass = (bytes: Uint8Array): void => {
    if (unpacking?.rest === undefined) open.push(bytes, pushed >= size);
    unpacking?.push(bytes);
  };
  const sniff = (bytes: Uint8Array): void => {
    unpacking = unpack(document, { bytes, isWhole: pushed >= size, size });
    head = undefined;
    pass(bytes);
  };
  const push = (bytes: Uint8Array): void => {
    pushed += bytes.length;
    if (head === undefined) {
      pass(bytes);
      return;
    }
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
    if (head.length >= HEAD_BYTES || pushed >= size) sniff(head);
    // What was pushed holds no longer than this call.
    else if (head === bytes) head = Buffer.from(bytes);
  };
  const endOwn = (told?: ReadonlySet<string>): readonly Finding[] => {
    const rest = unpacking?.rest?.();
    if (rest !== undefined) open.pushRest(rest);
    return open.end(told);
  };
  const withOwn = (found: readonly Found[]): readonly Found[] => {
    const told = new Set(found.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
    return [{ document, findings: endOwn(told) }, ...found];
  };
  const failed = (error: unknown): never => {
    endOwn();
    throw error;
  };
  const endUnpacked = (inside: Unpacking): readonly Found[] | Promise<readonly Found[]> => {
    try {
      const found = inside.end();
      return found instanceof Promise ? found.then(withOwn, failed) : withOwn(found);
    } catch (error) {
      return failed(error);
    }
  };
  return {
    document,
    push,
    isOver: () => pushed >= size,
    settle: () => unpacking?.settle(),
    end: () => {
      if (head !== undefined) sniff(head);
      return unpacking === undefined ? [{ document, findings: open.end() }] : endUnpacked(unpacking);
    },
  };
};

const NOTHING = new Uint8Array(0);
