import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { resolved, serverName } from "./allowed-host.ts";
import { type Login, loginVerifier } from "./login.ts";
import { untilAborted } from "./patience.ts";
import type { Answer } from "./verifier.ts";

const TLS = "rediss";

export const redis = loginVerifier({
  id: "redis",
  title: "Redis",
  rules: [],
  schemes: ["redis", TLS],
  port: 6379,
  needsUser: false,
  asks: "AUTH, PING, QUIT",
  traces:
    "ACL LOG of the server keeps logins that fail, with the IP address of this machine; the log shows nothing else",
  refuses: ({ place, scheme }) =>
    scheme === TLS || place.mayBePlain
      ? undefined
      : `a password is not sent in clear; --insecure ${place.host} allows it`,
  try: tryLogin,
});

type Outcome = Pick<Answer, "status" | "reason">;

/** Three commands, spelled out: no client library logs them. */
async function tryLogin(login: Login, signal: AbortSignal): Promise<Outcome> {
  const socket = await open(login);
  const auth = ["AUTH", ...(login.user === undefined ? [] : [login.user]), login.password];
  const talk = async (): Promise<Outcome> => {
    const replies = readReplies(socket);
    socket.write(command(auth));
    const refused = refusal(await nextOf(replies));
    if (refused !== undefined) return refused;
    socket.write(command(["PING"]));
    const pong = await nextOf(replies);
    await new Promise<void>((resolve) => void socket.end(command(["QUIT"]), resolve));
    // Who may not PING was let in all the same.
    return /^(?:\+PONG|-NOPERM\b)/.test(pong)
      ? { status: "active", reason: "it works" }
      : { status: "unknown", reason: "an answer that settles nothing" };
  };
  return untilAborted(talk(), { stop: () => socket.destroy(), signal });
}

async function open({ place, scheme }: Login): Promise<Socket> {
  const address = await resolved(place);
  const socket =
    scheme === TLS
      ? connectTls({ ...address, ...serverName(place), rejectUnauthorized: !place.mayBePlain })
      : connectPlain(address);
  // The replies tell of it; nobody listens once they were read.
  return socket.on("error", () => undefined);
}

/** https://redis.io/docs/latest/commands/auth/; servers before 6 say `ERR invalid password`. */
function refusal(reply: string): Outcome | undefined {
  if (reply.startsWith("+OK")) return undefined;
  if (/^-(?:WRONGPASS|ERR invalid password)/.test(reply))
    return { status: "dead", reason: "the password is not, or no longer, that of the user, or the user is off" };
  if (/without any password configured/.test(reply))
    return { status: "unknown", reason: "the server asks for no password: it lets everybody in" };
  return { status: "unknown", reason: "an answer that settles nothing" };
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const command = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;

/** The replies to these commands are lines. */
const LONGEST_LINE = 4096;

async function* readReplies(socket: Socket): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    const lines = text.split("\r\n");
    text = lines.pop() ?? "";
    yield* lines;
    if (text.length > LONGEST_LINE) return;
  }
}

async function nextOf(replies: AsyncGenerator<string>): Promise<string> {
  const { value, done } = await replies.next();
  return done === true ? "" : value;
}
