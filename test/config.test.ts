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
