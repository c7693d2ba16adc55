import { SingleBar } from "cli-progress";
import type { AuditEvent } from "../audit/audit.ts";
import { plural, size } from "../report/phrases.ts";
import { unicodeShown } from "./context.ts";
import { type Counts, progressLine } from "./progress-line.ts";

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
      if (event?.type === "image") stream.write(`\r\u001b[K${plural(counts.images, "reference")} listed`);
      if (event?.type === "plan" && counts.blobsTotal > 0) {
        erase();
        started = true;
        bar.start(Math.max(1, counts.bytesTotal), 0, { counts });
      } else if (started) bar.update(Math.min(counts.bytes, counts.bytesTotal), { counts });
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

/**
 * It hides no cursor and turns no wrapping off: whatever ends exhume, the terminal is as it was. The line is made anew for the
 * width that the terminal has when it is drawn.
 */
const createBar = (stream: NodeJS.WriteStream): SingleBar =>
  new SingleBar({
    stream,
    format: (_options, { startTime, eta }, { counts }: { readonly counts: Counts }) =>
      progressLine(counts, {
        elapsed: Date.now() - startTime,
        left: Number.isFinite(Number(eta)) ? Number(eta) : undefined,
        width: stream.columns || 80,
        unicode: unicodeShown(),
      }),
    clearOnComplete: true,
    hideCursor: false,
    linewrap: true,
    etaBuffer: 200,
    gracefulExit: false,
  });

function lineDisplay(stream: NodeJS.WriteStream): Display {
  let written = Date.now();
  const listed = (counts: Counts): string => `${plural(counts.images, "reference")} listed`;
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
