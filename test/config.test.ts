import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { scratch } from "./support/scratch.ts";

describe("proxies of the environment", () => {
  it.each([
    [{ https_proxy: "proxy.example:3128" }, { https: "http://proxy.example:3128" }],
    [
      { HTTPS_PROXY: "https://proxy.example", no_proxy: "localhost" },
      { https: "https://proxy.example", none: "localhost" },
    ],
    [{ http_proxy: "", HTTP_PROXY: "http://cgi.example" }, {}],
  ])("%j", (env, proxy) => {
    expect(readConfig({ flags: {}, env, cwd: scratch() }).proxy).toEqual(proxy);
  });
});

describe("a setting that is out of its range is told in words", () => {
  it.each([
    [{ concurrency: "many" }, "settings: concurrency: what is written is not a number"],
    [{ lease: "x" }, "settings: lease: what is written is not a number"],
    [{ threads: "0" }, "settings: threads: write 1 or more"],
    [{ threads: "65" }, "settings: threads: write 64 or less"],
    [{ db: "" }, "settings: db: it is empty"],
    [{ pullReserve: "101%" }, "settings: pullReserve: write a number, or a percentage up to 100%"],
  ])("%j", (flags, message) =>
    expect(() => readConfig({ flags, env: {}, cwd: scratch() })).toThrow(expect.objectContaining({ message })),
  );

  it.each(["0%", "100%", "200"])("a reserve of %s is taken", (pullReserve) =>
    expect(readConfig({ flags: { pullReserve }, env: {}, cwd: scratch() })).toMatchObject({ pullReserve }),
  );
});
