import { UserError } from "../../domain/user-error.ts";
import { networkReason } from "../http/response.ts";
import type { Gap, ImageSource } from "../source.ts";
import type { Target } from "../target.ts";
import { openArchive } from "./archive.ts";
import { joinSources } from "./joined.ts";

export type EngineTarget = Extract<Target, { readonly kind: "engine" }> & {
  /** `unix:///run/docker.sock` or `http://127.0.0.1:2375`, the first that answers is used. */
  readonly addresses: readonly string[];
  /** Milliseconds in which an engine says that it is there; 10 s unless told. */
  readonly pingMs?: number;
};

/** An export starts when the engine has gathered the first image, which may take it minutes (ms). */
const PATIENCE_MS = 10 * 60_000;
/** `/_ping` does nothing: an engine that does not answer it by then is stuck (ms). */
const PING_MS = 10_000;
/** 64 MiB of image list. */
const LIST_LIMIT = 64 * 1024 * 1024;

/**
 * The images of an engine as one archive, as `docker save` writes it (Engine API `/images/get`; podman answers the
 * same): layers that images share are in it once. It is spooled to disk as an archive on stdin is, never held in
 * memory. Throws UserError when no engine answers or it has no image of the name.
 */
export async function openEngine(target: EngineTarget, signal: AbortSignal): Promise<ImageSource> {
  const name = `${target.engine === "docker" ? "docker-daemon" : "podman"}:${target.image ?? ""}`;
  const engine = await connect(target, { name, signal });
  try {
    const names = target.image === undefined ? await listImages({ engine, name }, signal) : [target.image];
    if (names.length === 0) throw engineError(`${name} the engine has no images`, "is it the right engine?");
    const { sources, failures } = await openExports({ engine, name, names }, signal);
    const [only] = sources;
    if (only === undefined) throw failures[0]?.error;
    if (target.image !== undefined) return only;
    const lost = failures.map((failure) => gapOf(failure, name));
    return joinSources({ registry: name, sources, gaps: [...lost, notImages(name)] });
  } finally {
    await engine.close();
  }
}

interface Export {
  readonly engine: Engine;
  readonly name: string;
  readonly names: readonly string[];
}

interface Failure {
  readonly image: string;
  readonly error: UserError;
}

interface Exports {
  readonly sources: readonly ImageSource[];
  readonly failures: readonly Failure[];
}

/**
 * An engine that cannot export one image (it was removed meanwhile, its disk is damaged) refuses all that are asked
 * with it: then the halves are asked for, until what fails stands alone.
 */
async function openExports(wanted: Export, signal: AbortSignal): Promise<Exports> {
  const { names } = wanted;
  try {
    return { sources: [await openExport(wanted, signal)], failures: [] };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "SPOOL_FAILED") throw error;
    if (names.length === 1) return { sources: [], failures: [{ image: names[0] ?? "", error }] };
  }
  const middle = names.length >> 1;
  const first = await openExports({ ...wanted, names: names.slice(0, middle) }, signal);
  const second = await openExports({ ...wanted, names: names.slice(middle) }, signal);
  return { sources: [...first.sources, ...second.sources], failures: [...first.failures, ...second.failures] };
}

async function openExport({ engine, name, names }: Export, signal: AbortSignal): Promise<ImageSource> {
  const query = names.map((one) => `names=${encodeURIComponent(one)}`).join("&");
  const stdin = sayingWhy(async () => engine.get(`/images/get?${query}`, signal), { name, signal });
  return openArchive({ kind: "archive", format: "stdin", path: "-", registry: name, stdin }, signal);
}

/** An engine that goes away while it exports is no bug of ours. */
async function* sayingWhy(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  try {
    yield* await open();
  } catch (error) {
    if (signal.aborted || error instanceof UserError) throw error;
    throw engineError(`${name} the engine broke off: ${networkReason(error)}`, "see the log of the engine");
  }
}

const notImages = (registry: string): Gap => ({
  scope: "registry",
  subject: registry,
  status: "unlistable",
  reason: "containers, volumes and the build cache of an engine are no images: they are not read",
});

const gapOf = ({ image, error }: Failure, registry: string): Gap => ({
  scope: "repository",
  subject: `${registry}${image}`,
  status: "unreachable",
  reason: error.message,
});

interface Engine {
  /** Throws UserError for every answer that is not a success. */
  get(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  close(): Promise<void>;
}

async function connect(
  { addresses, pingMs = PING_MS }: EngineTarget,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<Engine> {
  const reasons: string[] = [];
  for (const address of addresses) {
    const engine = await engineAt(address, name);
    // A timer of its own: Node 20 collects a timeout that only AbortSignal.any holds, and it never fires.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new DOMException("no answer in time", "TimeoutError")), pingMs);
    try {
      await text(await engine.get("/_ping", AbortSignal.any([signal, patience.signal])), LIST_LIMIT);
      return engine;
    } catch (error) {
      await engine.close();
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      reasons.push(`${address}: ${networkReason(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
  throw engineError(
    `${name} no engine answers: ${reasons.join("; ")}`,
    "start it, or set DOCKER_HOST or CONTAINER_HOST",
  );
}

async function engineAt(address: string, name: string): Promise<Engine> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const unix = url?.protocol === "unix:";
  if (url === undefined || !(unix || /^(?:tcp|https?):$/.test(url.protocol)))
    throw engineError(
      `${name} ${address} is not a unix socket or an http address`,
      "forward it to a local socket, as with ssh -L",
    );
  const origin = unix ? "http://localhost" : `${url.protocol === "https:" ? "https" : "http"}://${url.host}`;
  const { Agent, request } = await import("undici");
  const agent = new Agent({ headersTimeout: PATIENCE_MS, ...(unix ? { connect: { socketPath: url.pathname } } : {}) });
  return {
    get: async (path, signal) => {
      const { statusCode, body } = await request(`${origin}${path}`, { dispatcher: agent, signal });
      if (statusCode === 200) return body;
      await body.dump();
      const hint = statusCode === 404 ? "docker image ls shows the names" : "see the log of the engine";
      throw engineError(`${name} the engine answers ${statusCode}`, hint);
    },
    close: async () => agent.close(),
  };
}

/** By name, so that tags are known; an image without one by its id. */
async function listImages(
  { engine, name }: Pick<Export, "engine" | "name">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = sayingWhy(async () => engine.get("/images/json", signal), { name, signal });
  const list = parsed(await text(answer, LIST_LIMIT));
  if (!Array.isArray(list)) throw engineError(`${name} the engine's list of images is none`, "is it an engine?");
  const images: readonly { readonly Id?: unknown; readonly RepoTags?: unknown }[] = list;
  const names = images.flatMap(({ Id, RepoTags }) => {
    const tags = (Array.isArray(RepoTags) ? RepoTags : []).filter((tag) => tag !== "<none>:<none>");
    return tags.length > 0 ? tags : [Id];
  });
  return [...new Set(names.filter((one): one is string => typeof one === "string" && one !== ""))];
}

/** The parser's message would quote the text. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

async function text(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw engineError("the engine's list of images is too long", "name one image");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const engineError = (message: string, hint: string): UserError =>
  new UserError({ code: "ENGINE_UNREACHABLE", message, hint });
