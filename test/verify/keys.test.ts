import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { spkiSha256, sshFingerprint } from "../../src/scan/structure/public-key-facts.ts";
import { ssh } from "../../src/verify/ssh.ts";
import { tls } from "../../src/verify/tls.ts";
import type { AllowedHost, Answer } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { startProvider } from "../support/provider.ts";
import { PLACES, questionOf } from "../support/question.ts";
import { scratch } from "../support/scratch.ts";
import { selfSigned } from "../support/self-signed.ts";
import { requireTool } from "../support/tools.ts";

const signal = new AbortController().signal;

describe.skipIf(!requireTool("openssl"))("a key of a TLS server", () => {
  const start = async () => {
    const own = selfSigned(scratch());
    const server = await startProvider(() => ({}), own);
    onTestFinished(server.close);
    const at: AllowedHost = { host: "127.0.0.1", port: Number(new URL(server.url).port) };
    return { own, server, at };
  };
  const ask = async (key: string, allowHosts: readonly AllowedHost[]): Promise<Answer> => {
    const facts = { spkiSha256: spkiSha256(createPublicKey(key)) };
    const question = questionOf(tls, [secret("x", { ruleId: "private-key", facts })], {
      values: {},
      places: { allowHosts },
    });
    return tls.verify(question, signal);
  };

  it("is in use where its certificate is shown, and nothing is asked there", async () => {
    const [one, other] = [await start(), await start()];
    const answer = await ask(one.own.key, [other.at, one.at]);
    expect(answer).toMatchObject({ status: "active", endpoint: one.server.host, about: { who: "localhost" } });
    expect([one.server.asked, other.server.asked]).toEqual([[], []]);
  });

  it("is not known to be dead where another certificate is shown", async () => {
    const [one, other] = [await start(), await start()];
    expect(await ask(one.own.key, [other.at])).toMatchObject({
      status: "unknown",
      reason: "these servers show certificates of other keys",
    });
  });

  it("a server that is not there is said", async () => {
    const gone = await start();
    await gone.server.close();
    onTestFinished(() => undefined);
    expect(await ask(gone.own.key, [gone.at])).toMatchObject({
      status: "unknown",
      reason: `${gone.server.host}: connection refused`,
    });
  });

  it("needs servers that a person named", () => {
    const [subject] = tls.subjects([secret("x", { ruleId: "private-key", facts: { spkiSha256: "ab" } })]);
    expect(tls.requests(subject!, PLACES)).toEqual({ obstacle: expect.stringContaining("--allow-host") });
    expect(tls.subjects([secret("x", { ruleId: "private-key" })])).toEqual([]);
  });
});

describe("a key for SSH", () => {
  const blob = (): Buffer => {
    const raw = Buffer.from(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    return Buffer.concat([field(Buffer.from("ssh-ed25519")), field(raw)]);
  };
  const [mine, other] = [blob(), blob()];
  const ask = async (text: string): Promise<Answer> => {
    const found = secret("x", { ruleId: "ssh-private-key", facts: { sshFingerprint: sshFingerprint(mine) } });
    const places = { authorizedKeys: new Map([["keys", text]]) };
    return ssh.verify(questionOf(ssh, [found], { values: {}, places }), signal);
  };
  const line = (key: Buffer): string => `ssh-ed25519 ${key.toString("base64")} ann@corp`;

  it.each([
    ["its line", line(mine), "active"],
    ["options before it", `command="ls",no-pty ${line(mine)}`, "active"],
    ["others", `# keys\n${line(other)}\n`, "unknown"],
    ["its line as a comment", `#${line(mine)}`, "unknown"],
  ])("a file with %s", async (_, text, status) => {
    expect((await ask(text)).status).toBe(status);
  });

  it("says which line", async () => {
    expect(await ask(`${line(other)}\n${line(mine)}`)).toMatchObject({
      reason: "line 2 lets the key in",
      endpoint: "keys",
    });
  });
});
