import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect as dial } from "node:net";
import { join } from "node:path";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

/** A network of its own, from which one address of this machine can be reached and no other. */
export interface NetworkNamespace {
  /** Of this machine, as it is reached from there. */
  readonly address: string;
  /** Makes a port of loopback reachable there under the same number. */
  publish(port: number): Promise<void>;
  exhume(
    args: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): ChildProcess;
  remove(): Promise<void>;
}

/** Only who rules the machine may make networks; a container mostly may not. */
export const mayMakeNetworks = (): boolean => {
  try {
    const name = `exhume-try-${process.pid}`;
    execFileSync("ip", ["netns", "add", name], { stdio: "ignore" });
    execFileSync("ip", ["netns", "del", name], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("skipped: tests that make network namespaces (ip netns add), which is not allowed here\n");
    return false;
  }
};

/** `number`: up to 255, not used by another one (198.18.0.0/15 is for tests of networks, RFC 2544). */
export function openNetworkNamespace(number: number): NetworkNamespace {
  const name = `exhume-${process.pid}-${number}`;
  const [here, there] = [`exh${number}a`, `exh${number}b`];
  const address = `198.18.${number}.1`;
  const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: "pipe" });
  ip("netns", "add", name);
  ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
  ip("addr", "add", `${address}/30`, "dev", here);
  ip("link", "set", here, "up");
  ip("-n", name, "addr", "add", `198.18.${number}.2/30`, "dev", there);
  ip("-n", name, "link", "set", there, "up");
  const servers: ReturnType<typeof createServer>[] = [];
  return {
    address,
    publish: async (port) => {
      const server = createServer((outer) => {
        const inner = dial(port, "127.0.0.1");
        outer.pipe(inner).pipe(outer);
        outer.on("error", () => inner.destroy());
        inner.on("error", () => outer.destroy());
      });
      servers.push(server.listen(port, address));
      await once(server, "listening");
    },
    exhume: (args, { cwd, env }) =>
      spawn("ip", ["netns", "exec", name, process.execPath, CLI, ...args], {
        cwd,
        env: { PATH: process.env.PATH ?? "", HOME: cwd, COLUMNS: "80", ...env },
      }),
    remove: async () => {
      for (const server of servers) server.close();
      ip("netns", "del", name);
    },
  };
}
