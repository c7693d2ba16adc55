import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Answer, Places } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { type Asked, type ProviderAnswer, startProvider } from "../support/provider.ts";
import { questionOf, verifierOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { type SelfSigned, selfSigned } from "../support/self-signed.ts";
import { requireTool } from "../support/tools.ts";

const value = expand("ghp_<base62:30><crc32>", 8);

interface Network {
  readonly answer?: ProviderAnswer;
  readonly tls?: SelfSigned;
  readonly places?: Partial<Places>;
}

const ask = async ({ answer = {}, tls, places }: Network): Promise<{ answer: Answer; asked: readonly Asked[] }> => {
  const provider = await startProvider(() => answer, tls);
  onTestFinished(provider.close);
  const verifier = verifierOf("github");
  const question = questionOf(verifier, [secret("x", { ruleId: "github-personal-access-token" })], {
    values: { secret: value },
    places: { endpoints: new Map([["github", provider.url]]), ...places },
  });
  return { answer: await verifier.verify(question, new AbortController().signal), asked: provider.asked };
};

describe("a network that does not play along", () => {
  it("a server that says nothing is left after a while", async () => {
    const { answer, asked } = await ask({ answer: { hang: true }, places: { patienceMs: 200 } });
    expect(answer).toMatchObject({ status: "unknown", reason: "no answer in time" });
    expect(asked).toHaveLength(1);
  });

  it("an answer without end is not read to it", async () => {
    const { answer } = await ask({ answer: { body: { login: "x".repeat(3 << 20) } } });
    expect(answer).toMatchObject({ status: "unknown", reason: "the answer is too large" });
  });

  it("nobody there", async () => {
    const gone = await startProvider(() => ({}));
    await gone.close();
    const { answer, asked } = await ask({ places: { endpoints: new Map([["github", gone.url]]) } });
    expect(answer).toMatchObject({ status: "unknown", reason: "connection refused" });
    expect(asked).toEqual([]);
  });

  it.skipIf(!requireTool("openssl"))("a certificate that nobody vouches for: the value is not sent", async () => {
    const { answer, asked } = await ask({ tls: selfSigned(scratch()) });
    expect(answer).toMatchObject({ status: "unknown", reason: "TLS: the server's certificate is self-signed" });
    expect(asked).toEqual([]);
  });

  it("behind a proxy goes through it, and to this machine without", async () => {
    const wanted: (string | undefined)[] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      wanted.push(request.url);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const places = { proxy: { https: `http://127.0.0.1:${port}` } };
    const away = await ask({ places: { ...places, endpoints: new Map([["github", "https://api.corp.example"]]) } });
    expect([away.answer.status, wanted]).toEqual(["unknown", ["api.corp.example:443"]]);
    const here = await ask({ places, answer: { body: { login: "octocat" } } });
    expect([here.answer.status, wanted.length]).toEqual(["active", 1]);
  });

  it("the person's Ctrl-C ends it", async () => {
    const provider = await startProvider(() => ({ hang: true }));
    onTestFinished(provider.close);
    const verifier = verifierOf("github");
    const question = questionOf(verifier, [secret("x", { ruleId: "github-personal-access-token" })], {
      values: { secret: value },
      places: { endpoints: new Map([["github", provider.url]]) },
    });
    await expect(verifier.verify(question, AbortSignal.abort())).rejects.toThrow();
  });
});
