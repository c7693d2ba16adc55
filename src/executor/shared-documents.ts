import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { DocumentResult, DocumentScan, Scanner } from "../domain/finding.ts";
import { pathHash } from "../domain/path-sets.ts";
import type { PullBlob } from "./executor.ts";

/**
 * Two threads that read the same blob: each unpacks all of it, and scans some of its documents. The first one takes what
 * the second one found as if it had scanned everything.
 */
export interface Share {
  readonly role: "first" | "second";
  /** From the second to the first. */
  readonly port: MessagePort;
  /** One number: messages that were posted. */
  readonly posted: Int32Array;
}

export interface SharedDocuments {
  readonly scanner: Scanner;
  /** What was found is handed over before more is pulled: the first one may wait for it. */
  readonly pull: PullBlob;
  /** The work on the blob is over. */
  end(): void;
}

interface Handed {
  /** Of each document that ended, its number and a hash of its path. */
  readonly ended: Float64Array;
  /** By number, where there is something to tell. */
  readonly results: readonly (readonly [number, DocumentResult])[];
  readonly isLast: boolean;
}

export const shareDocuments = (
  { role, port, posted }: Share,
  { scanner, pull }: { readonly scanner: Scanner; readonly pull: PullBlob },
): SharedDocuments => {
  if (role === "first")
    return {
      scanner: sharedScanner(scanner, { own: "first", end: takeOver(port, posted) }),
      pull,
      end: () => port.close(),
    };
  const { keep, flush } = handOver(port, posted);
  return {
    scanner: sharedScanner(scanner, { own: "second", keep, end: () => NOTHING }),
    pull: (job, holder, signal) => flushing(pull(job, holder, signal), flush),
    end: () => {
      flush(true);
      port.close();
    },
  };
};

const NOTHING: DocumentResult = Object.freeze({ findings: [], skips: [] });

interface Sharing {
  readonly own: Share["role"];
  /** Told what was found in an own document. */
  readonly keep?: (document: number, hash: number, result: DocumentResult) => void;
  /** What was found in one of the other thread. */
  readonly end: (document: number, hash: number) => DocumentResult;
}

/** Bytes by which one thread may be given more than the other: as little as lies between the places where the two are. */
const UNEVEN_BYTES = 1024 * 1024;

/** Both threads open the same documents in the same order, so both know whose each is. */
const sharedScanner = (scanner: Scanner, { own, keep, end }: Sharing): Scanner => {
  let count = 0;
  /** Bytes that the first was given, less those of the second. */
  let ahead = 0;
  const given = (owner: Share["role"], bytes: number): void => {
    ahead = Math.max(-UNEVEN_BYTES, Math.min(UNEVEN_BYTES, ahead + (owner === "first" ? bytes : -bytes)));
  };
  return {
    ...scanner,
    open: (document): DocumentScan => {
      const number = count++;
      const hash = pathHash(document.path);
      const owner = ahead > 0 ? "second" : "first";
      if (owner !== own) return { push: ({ length }) => given(owner, length), end: () => end(number, hash) };
      const scan = scanner.open(document);
      return {
        ...scan,
        push: (chunk) => {
          given(owner, chunk.length);
          scan.push(chunk);
        },
        end: () => {
          const result = scan.end();
          keep?.(number, hash, result);
          return result;
        },
      };
    },
  };
};

/** Documents that ended, in messages for the first thread. */
const handOver = (port: MessagePort, posted: Int32Array) => {
  let ended: number[] = [];
  let results: [number, DocumentResult][] = [];
  return {
    keep: (document: number, hash: number, result: DocumentResult): void => {
      ended.push(document, hash);
      const { findings, skips, halves = [] } = result;
      if (findings.length + skips.length + halves.length > 0) results.push([document, result]);
    },
    flush: (isLast = false): void => {
      if (ended.length === 0 && !isLast) return;
      port.postMessage({ ended: Float64Array.from(ended), results, isLast } satisfies Handed);
      Atomics.add(posted, 0, 1);
      Atomics.notify(posted, 0);
      ended = [];
      results = [];
    },
  };
};

/** Waits for the second thread, as the next bytes mean nothing before it is known what is in these. */
const takeOver = (port: MessagePort, posted: Int32Array) => {
  const hashes = new Map<number, number>();
  const results = new Map<number, DocumentResult>();
  let isOver = false;
  const take = (): void => {
    const before = Atomics.load(posted, 0);
    const received = receiveMessageOnPort(port) as { readonly message: Handed } | undefined;
    if (received === undefined) {
      if (isOver) throw new Error("the two threads read something else");
      Atomics.wait(posted, 0, before);
      return;
    }
    const { ended, isLast } = received.message;
    for (let at = 0; at < ended.length; at += 2) hashes.set(ended[at] ?? -1, ended[at + 1] ?? -1);
    for (const [document, result] of received.message.results) results.set(document, result);
    isOver ||= isLast;
  };
  return (document: number, hash: number): DocumentResult => {
    while (!hashes.has(document)) take();
    if (hashes.get(document) !== hash) throw new Error("the two threads read something else");
    hashes.delete(document);
    const result = results.get(document) ?? NOTHING;
    results.delete(document);
    return result;
  };
};

async function* flushing(bytes: AsyncIterable<Uint8Array>, flush: () => void): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    yield piece;
    flush();
  }
}
