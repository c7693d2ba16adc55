import { SingleBar } from "cli-progress";
import type { AuditEvent } from "../audit/audit.ts";
import { size } from "../report/phrases.ts";

/** Without a terminal a line is written this often (ms). */
const LINE_EVERY_MS = 5000;

export interface Progress {
  show(event: AuditEvent): void;
  /** A line above the bar. */
  note(text: string): void;
  stop(): void;
}

interface Counts {
  images: number;
  blobs: number;
  blobsTotal: number;
  bytes: number;
  bytesTotal: number;
  secrets: number;
}

/** How an audit goes, on stderr: a bar on a terminal, else a line now and then. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const counts: Counts = { images: 0, blobs: 0, blobsTotal: 0, bytes: 0, bytesTotal: 0, secrets: 0 };
  const display = stream.isTTY ? barDisplay(stream) : lineDisplay(stream);
  return {
    show: (event) => {
      count(counts, event);
      display.update(counts, event);
    },
    note: display.note,
    stop: display.stop,
  };
}

function count(counts: Counts, event: AuditEvent): void {
  if (event.type === "image") counts.images++;
  if (event.type === "plan") Object.assign(counts, { blobsTotal: event.blobs, bytesTotal: event.bytes });
  if (event.type !== "blob") return;
  counts.blobs++;
  counts.bytes += event.scan.bytes;
  counts.secrets += event.newSecrets;
}

interface Display {
  update(counts: Counts, event: AuditEvent): void;
  note(text: string): void;
  stop(): void;
}

function barDisplay(stream: NodeJS.WriteStream): Display {
  const format = "{bar} {percentage}% | {done} of {all} blobs | {bytes} | {secrets} new secrets | {eta_formatted} left";
  const bar = new SingleBar({
    stream,
    format,
    barsize: 16,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 50,
    gracefulExit: false,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  let started = false;
  const erase = (): void => void stream.write("\r\u001b[K");
  return {
    update: (counts, event) => {
      if (event.type === "image") stream.write(`\r\u001b[K${counts.images} images listed`);
      if (event.type === "plan" && counts.blobsTotal > 0) {
        erase();
        started = true;
        bar.start(Math.max(1, counts.bytesTotal), 0, payload(counts));
      }
      if (event.type === "blob" && started) bar.update(Math.min(counts.bytes, counts.bytesTotal), payload(counts));
    },
    note: (text) => {
      erase();
      stream.write(`${text}\n`);
    },
    stop: () => {
      if (started) bar.stop();
      else erase();
    },
  };
}

const payload = (counts: Counts) => ({
  done: counts.blobs,
  all: counts.blobsTotal,
  bytes: size(counts.bytes),
  secrets: counts.secrets,
});

function lineDisplay(stream: NodeJS.WriteStream): Display {
  let written = Date.now();
  return {
    update: (counts, event) => {
      if (event.type === "plan")
        stream.write(`${counts.images} images listed; ${event.blobs} blobs to scan, ${size(event.bytes)}\n`);
      if (Date.now() - written < LINE_EVERY_MS) return;
      written = Date.now();
      stream.write(
        event.type === "image"
          ? `${counts.images} images listed\n`
          : `${counts.blobs} of ${counts.blobsTotal} blobs, ${size(counts.bytes)} of ${size(counts.bytesTotal)}, ${counts.secrets} new secrets\n`,
      );
    },
    note: (text) => void stream.write(`${text}\n`),
    stop: () => undefined,
  };
}
