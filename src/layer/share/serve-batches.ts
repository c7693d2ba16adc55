import type { MessagePort } from "node:worker_threads";
import type { Scanner } from "../../domain/finding.ts";
import type { KnownFiles } from "../known/known-files.ts";
import { claims, type FromHelper, type Shared, type ToHelper } from "./batch.ts";
import { type BatchScan, createBatchScan } from "./batch-scan.ts";

interface ServeBatches {
  readonly port: MessagePort;
  readonly scanner: Scanner;
  readonly files?: KnownFiles | undefined;
}

/** Helps another thread with a layer, until that closes the port: scans the batches that it has not begun itself. */
export const serveBatches = ({ port, scanner, files }: ServeBatches): void => {
  let begun: { readonly scan: BatchScan; readonly shared: Shared } | undefined;
  let last: Promise<void> = Promise.resolve();
  const work = async (message: ToHelper): Promise<void> => {
    if (message.type === "begin") {
      begun = { shared: message.shared, scan: createBatchScan({ ...message, scanner, files }) };
    } else if (begun?.scan.takes(message) === true && claims(begun.shared, message)) {
      const recorded = await begun.scan.scan(message);
      port.postMessage({ number: message.number, recorded } satisfies FromHelper);
    }
  };
  port.on("message", (message: ToHelper) => {
    last = last.then(async () => work(message));
  });
  port.on("close", () => {
    last = last.then(() => begun?.scan.close());
  });
};
