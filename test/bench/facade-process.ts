import { fork } from "node:child_process";
import { once } from "node:events";
import { type Facade, type FacadeOptions, startFacade, type Tally } from "./facade.ts";
import type { FewestCalls } from "./fewest-calls.ts";

export interface FacadeProcess {
  readonly host: string;
  readonly fewest: FewestCalls;
  tally(): Promise<Tally>;
  close(): void;
}

/** The facade in a process of its own, so that its work and its memory are not measured with exhume's. */
export async function forkFacade(options: FacadeOptions): Promise<FacadeProcess> {
  const child = fork(import.meta.filename, [JSON.stringify(options)], { execArgv: ["--import", "tsx"] });
  const next = async <T>(): Promise<T> => (await once(child, "message"))[0] as T;
  const { host, fewest } = await next<Pick<Facade, "host" | "fewest">>();
  return {
    host,
    fewest,
    tally: async () => {
      child.send("tally");
      return next<Tally>();
    },
    close: () => child.disconnect(),
  };
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const facade = await startFacade(JSON.parse(process.argv[2] ?? "{}"));
  process.on("message", () => process.send?.(facade.tally()));
  process.on("disconnect", () => facade.close());
  process.send({ host: facade.host, fewest: facade.fewest });
}
