import type { Config } from "./config.ts";
import { createHttp } from "./registry/http/http.ts";
import { type OpenedSources, openSources, type TypedTarget } from "./registry/index.ts";

interface OpenTargets {
  readonly targets: readonly TypedTarget[];
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** The sources of targets, with the connections they share; `close` ends all of it. */
export async function openTargets(
  config: Config,
  { targets, onNotice }: OpenTargets,
  signal: AbortSignal,
): Promise<OpenedSources & { close(): Promise<void> }> {
  const endpoints = endpointMap(config);
  const told = onNotice === undefined ? {} : { onNotice };
  const http = createHttp({ ...config, endpoints, ...told });
  const { credentials: places, region: regions, profile: profiles } = config;
  const settings = { ...config, http, places, endpoints, stdin: process.stdin, regions, profiles, ...told };
  try {
    const opened = await openSources(targets, settings, signal);
    const close = async (): Promise<void> => {
      await Promise.all(opened.sources.map(async (source) => source.close()));
      await http.close();
    };
    return { ...opened, close };
  } catch (error) {
    await http.close();
    throw error;
  }
}

/** `HOST=URL` as typed; the later one wins. */
const endpointMap = ({ endpoint }: Config): ReadonlyMap<string, string> =>
  new Map(endpoint.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
