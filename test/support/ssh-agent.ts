import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll } from "vitest";
import { permanentScratch } from "./scratch.ts";

/** A real agent without keys for the tests of a file: the path of its socket. Throws when it is not there after 5 s. */
export const startSshAgent = async (): Promise<string> => {
  const socket = join(permanentScratch(), "agent");
  // The shell ends it when its own input ends, so also when the tests are killed.
  const script = 'ssh-agent -D -a "$1" & agent=$!; read -r _; kill "$agent"; wait "$agent"';
  const child = spawn("sh", ["-c", script, "sh", socket], { stdio: ["pipe", "ignore", "ignore"] });
  afterAll(async () => {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.stdin.end();
    await ended;
  });
  for (let tries = 0; !existsSync(socket); tries++) {
    if (tries === 50) throw new Error("ssh-agent did not start");
    await pause(100);
  }
  return socket;
};
