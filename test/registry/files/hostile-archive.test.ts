import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { indexTar } from "../../../src/registry/files/tar-index.ts";
import { tarHeader } from "../../support/tar.ts";

const MEBIBYTE = 1024 * 1024;

describe("an archive of a hostile author", () => {
  it.each([..."xgLK"])("a header of type %s that is endless is read no further than its limit", async (type) => {
    let read = 0;
    const endless = {
      size: 1024 * MEBIBYTE,
      read: () =>
        Readable.from(
          (function* () {
            yield tarHeader({ path: "h", type, size: (1000 * MEBIBYTE).toString(8) });
            for (; read < 1000 * MEBIBYTE; read += MEBIBYTE) yield Buffer.alloc(MEBIBYTE, "a");
          })(),
        ),
      close: async () => undefined,
    };
    const { damage } = await indexTar(endless, new AbortController().signal);
    expect(damage).toMatch(/tar header of 1048576000 bytes is over the limit/);
    expect(read).toBeLessThan(4 * MEBIBYTE);
  });

  it.each([..."xgLK"])("headers of type %s and 4 MiB end the reading at the first", async (type) => {
    const body = Buffer.alloc(4 * MEBIBYTE, type === "x" || type === "g" ? "9 a=bcde\n" : "a");
    const size = `${body.length.toString(8).padStart(11, "0")}\0`;
    let headers = 0;
    const many = {
      size: 100 * (body.length + 512),
      read: () =>
        Readable.from(
          (function* () {
            for (; headers < 100; headers++) {
              yield tarHeader({ path: "h", type, size });
              yield body;
            }
          })(),
        ),
      close: async () => undefined,
    };
    const { damage } = await indexTar(many, new AbortController().signal);
    expect(damage).toMatch(/tar header of 4194304 bytes is over the limit/);
    expect(headers).toBeLessThan(4);
  });
});
