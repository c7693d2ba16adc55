import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface ServerProcess {
  stop(): Promise<void>;
}

export interface StartServer {
  /** A command for sh; it runs in `cwd` and logs to its output. */
  readonly command: string;
  readonly cwd: string;
  /** What its log says when it can be asked. */
  readonly ready: string;
}

/** Starts a server and waits until its log says that it is ready. The shell ends it when its own input ends. */
export const startServer = async ({ command, cwd, ready }: StartServer): Promise<ServerProcess> => {
  const child = spawn("sh", ["-c", `${command} 2>&1 & read -r _; kill -9 $!; wait`], {
    cwd,
    stdio: ["pipe", "pipe", "ignore"],
  });
  let log = "";
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      log += String(chunk);
      if (log.includes(ready)) resolve();
    });
    child.once("exit", () => reject(new Error(`${command} ended: ${log.slice(-2000)}`)));
    child.stdout.once("end", () => reject(new Error(`${command} ended: ${log.slice(-2000)}`)));
  });
  return {
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

/** A port of loopback that nobody had a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};
