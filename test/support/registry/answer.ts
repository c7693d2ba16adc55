/** What a route answers; the server adds Content-Length and leaves the body out for HEAD. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

/** A request as the routes see it; header names are in lower case. */
export interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Body of a POST, as sent. */
  readonly text: string;
  /** The same as a form. */
  readonly form: URLSearchParams;
}

export const json = (content: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(JSON.stringify(content)),
});

/** An error as distribution-spec wants it (spec.md#error-codes). */
export const failure = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  json({ errors: [{ code, message: code.toLowerCase().replaceAll("_", " ") }] }, headers, status);

/** The whole of `bytes`, or 206 and 416 for a single range `bytes=A-[B]`. Other ranges get the whole, as RFC 9110 allows. */
export const content = (bytes: Uint8Array, headers: Answer["headers"], range: string | undefined): Answer => {
  const wanted = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (wanted === null) return { status: 200, headers: { ...headers, "accept-ranges": "bytes" }, body: bytes };
  const start = Number(wanted[1]);
  const end = wanted[2] === "" ? bytes.length : Math.min(Number(wanted[2]) + 1, bytes.length);
  if (start >= end)
    return { ...failure(416, "RANGE_INVALID"), headers: { "content-range": `bytes */${bytes.length}` } };
  const contentRange = `bytes ${start}-${end - 1}/${bytes.length}`;
  return { status: 206, headers: { ...headers, "content-range": contentRange }, body: bytes.subarray(start, end) };
};
