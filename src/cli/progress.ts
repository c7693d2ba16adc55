import { SingleBar } from "cli-progress";
import type { AuditEvent } from "../audit/audit.ts";
import { plural, size } from "../report/phrases.ts";

/** Without a terminal a line is written this often (ms). */
const LINE_EVERY_MS = 5000;

export interface Progress {
  show(event: AuditEvent): void;
  /** Bytes that arrived, also in the middle of a blob. */
  bytes(count: number): void;
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

interface Display {
  /** `event` is absent when only bytes arrived. */
  update(counts: Counts, event?: AuditEvent): void;
  note(text: string): void;
  stop(): void;
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
    bytes: (count) => {
      counts.bytes += count;
      display.update(counts);
    },
    note: display.note,
    stop: display.stop,
  };
}

function count(counts: Counts, event: AuditEvent): void {
  if (event.type === "image") counts.images++;
  // What was pulled until now were manifests.
  if (event.type === "plan") Object.assign(counts, { blobsTotal: event.blobs, bytesTotal: event.bytes, bytes: 0 });
  if (event.type !== "blob") return;
  counts.blobs++;
  counts.secrets += event.newSecrets;
}

function barDisplay(stream: NodeJS.WriteStream): Display {
  const bar = createBar(stream);
  let started = false;
  const erase = (): void => void stream.write("\r\u001b[K");
  return {
    update: (counts, event) => {
      if (event?.type === "image") stream.write(`\r\u001b[K${plural(counts.images, "image")} listed`);
      if (event?.type === "plan" && counts.blobsTotal > 0) {
        erase();
        started = true;
        bar.start(Math.max(1, counts.bytesTotal), 0, payload(counts));
      } else if (started) bar.update(Math.min(counts.bytes, counts.bytesTotal), payload(counts));
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

const createBar = (stream: NodeJS.WriteStream): SingleBar =>
  new SingleBar({
    stream,
    // What matters most stands first: a narrow terminal cuts the end.
    format: "{bar} {percentage}% | {secrets} | {done}/{all} blobs | {read} | {eta_formatted} left",
    barsize: 16,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 200,
    gracefulExit: false,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });

const payload = (counts: Counts) => ({
  done: counts.blobs,
  all: counts.blobsTotal,
  read: size(counts.bytes),
  secrets: plural(counts.secrets, "new secret"),
});

function lineDisplay(stream: NodeJS.WriteStream): Display {
  let written = Date.now();
  const listed = (counts: Counts): string => `${plural(counts.images, "image")} listed`;
  return {
    update: (counts, event) => {
      if (event?.type === "plan")
        stream.write(`${listed(counts)}; ${plural(event.blobs, "blob")} to scan, ${size(event.bytes)}\n`);
      if (Date.now() - written < LINE_EVERY_MS) return;
      written = Date.now();
      const scanned = `${counts.blobs} of ${plural(counts.blobsTotal, "blob")}, ${size(counts.bytes)} of ${size(counts.bytesTotal)}`;
      stream.write(
        counts.blobsTotal === 0 ? `${listed(counts)}\n` : `${scanned}, ${plural(counts.secrets, "new secret")}\n`,
      );
    },
    note: (text) => void stream.write(`${text}\n`),
    stop: () => undefined,
  };
}
