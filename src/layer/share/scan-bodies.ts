import type { Scanner } from "../../domain/finding.ts";
import { createAccount } from "../account.ts";
import { scanWhole } from "../body-scan.ts";
import type { Collector, Found, Told } from "../collector.ts";
import { createContainers } from "../containers.ts";
import { createKnownBodies, type KnownBodies } from "../known/known-bodies.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import type { StartUnpacking } from "../unpacking.ts";
import { createRecorder } from "./recorder.ts";

/** The body of a member, in the memory of a batch. */
export interface Body {
  readonly path: string;
  /** Bytes that it should have. */
  readonly size: number;
  readonly at: number;
  /** Bytes that it has. */
  readonly length: number;
}

/** What was found in the bodies of a batch. */
export interface Recorded {
  /** By the number of the body; only of those of which there is something to tell. */
  readonly bodies: readonly RecordedBody[];
  /** Bytes that came out of containers. */
  readonly unpacked: number;
}

interface RecordedBody {
  readonly number: number;
  readonly events: readonly Told[];
  readonly found: readonly Found[];
}

export interface ScanBodies {
  /** The batch. */
  readonly memory: Uint8Array;
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  readonly files: KnownFiles | undefined;
}

/** Bytes that may come out of the containers of a batch before it is left to the thread that knows what came out of all. */
const UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * Scans bodies of a layer apart from what stands before them. Undefined: what is in them has to do with the limits of the layer, or
 * breaks the scan, so that they are to be scanned again in their turn.
 */
export const scanBodies = async (
  bodies: readonly Body[],
  { memory, scanner, limits, files }: ScanBodies,
): Promise<Recorded | undefined> => {
  const own = { ...limits, unpackedBytes: UNPACKED_BYTES };
  const account = createAccount(own);
  const { collector, take, isFull } = createRecorder(scanner);
  const known = files && createKnownBodies({ files, collector, account, limits: own });
  const unpack = createContainers(collector, { limits, account });
  const recorded: RecordedBody[] = [];
  try {
    for (const [number, body] of bodies.entries()) {
      const all = await scanBody(body, { memory, collector, unpack, known });
      if (isFull() || account.total() > UNPACKED_BYTES) return undefined;
      recorded.push({ number, events: take(), found: all.filter(({ findings }) => findings.length > 0) });
    }
    return { bodies: recorded, unpacked: account.total() };
  } catch {
    return undefined;
  }
};

interface ScanBody {
  readonly memory: Uint8Array;
  readonly collector: Collector;
  readonly unpack: StartUnpacking;
  readonly known: KnownBodies | undefined;
}

export const scanBody = async (
  { path, size, at, length }: Body,
  { memory, ...of }: ScanBody,
): Promise<readonly Found[]> =>
  await scanWhole({ kind: "file", path }, { ...of, size, bytes: memory.subarray(at, at + length) });
