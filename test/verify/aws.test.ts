import { describe, expect, it, onTestFinished } from "vitest";
import type { Secret } from "../../src/domain/rotation.ts";
import { aws } from "../../src/verify/aws.ts";
import type { Answer } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { type Asked, type ProviderAnswer, startProvider } from "../support/provider.ts";
import { PLACES, questionOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";

const keyId = expand("AKIA<base32:16>", 3);
const secretKey = expand("<b64:40>", 4);
const sessionToken = expand("IQoJ<b64:200>", 5);

const id = (kind = "user access key"): Secret => secret("id", { ruleId: "aws-access-key-id", facts: { kind } });
const key = secret("key", { ruleId: "aws-secret-access-key" });
const token = (region?: string): Secret =>
  secret("token", { ruleId: "aws-session-token", ...(region === undefined ? {} : { facts: { region } }) });

const XML = { "content-type": "text/xml" };
const identity = (arn: string): ProviderAnswer => ({
  headers: XML,
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});
const error = (code: string, status = 403): ProviderAnswer => ({
  status,
  headers: XML,
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${secretKey}</Message></Error></ErrorResponse>`,
});

const ask = async (answer: ProviderAnswer, temporary = false): Promise<{ answer: Answer; asked: readonly Asked[] }> => {
  const provider = await startProvider(() => answer);
  onTestFinished(provider.close);
  const question = questionOf(aws, temporary ? [id("temporary (STS)"), key, token()] : [id(), key], {
    values: temporary ? { keyId, secretKey, sessionToken } : { keyId, secretKey },
    places: { endpoints: new Map([["aws", provider.url]]) },
  });
  return { answer: await aws.verify(question, new AbortController().signal), asked: provider.asked };
};

describe("who an AWS key is", () => {
  it("says the account and the user, without sending the secret key", async () => {
    const { answer, asked } = await ask(identity("arn:aws:iam::123456789012:user/ci"));
    expect(answer).toMatchObject({
      status: "active",
      about: { who: "arn:aws:iam::123456789012:user/ci", account: "123456789012" },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers.authorization).toContain(`Credential=${keyId}/`);
    expect(JSON.stringify(asked)).not.toContain(secretKey);
  });

  it("a session is asked about with its token", async () => {
    const { answer, asked } = await ask(identity("arn:aws:sts::123456789012:assumed-role/ci/x"), true);
    expect([answer.status, asked[0]?.headers["x-amz-security-token"]]).toEqual(["active", sessionToken]);
  });

  it.each<[ProviderAnswer, Answer["status"], string]>([
    [error("InvalidClientTokenId"), "dead", "the key id is not known, or it is inactive"],
    [error("ExpiredToken"), "dead", "the session has expired"],
    [error("SignatureDoesNotMatch"), "unknown", "the key id works, but with another secret key"],
    [error("AccessDenied"), "unknown", "an answer that settles nothing: HTTP 403"],
    [error("Throttling", 400), "unknown", "the provider limits calls"],
    [{ status: 503, body: "<html>" }, "unknown", "an answer that settles nothing: HTTP 503"],
    [
      { status: 302, headers: { location: "http://127.0.0.1:1/" } },
      "unknown",
      "an answer that settles nothing: HTTP 302",
    ],
    [{ body: "<html>login</html>" }, "unknown", expect.any(String)],
  ])("%j", async (sent, status, reason) => {
    const { answer, asked } = await ask(sent);
    expect(answer).toMatchObject({ status, reason });
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toContain(secretKey);
  });

  it("the body shown is the body sent", async () => {
    const { asked } = await ask(identity("arn:aws:iam::123456789012:user/ci"));
    const [subject] = aws.subjects([id(), key]);
    const requests = aws.requests(subject!, PLACES);
    expect(requests).toMatchObject([{ url: "https://sts.us-east-1.amazonaws.com/", body: asked[0]?.body }]);
  });

  it.each<[string, readonly Secret[], RegExp]>([
    ["the key id alone", [id()], /secret key .* not found/],
    ["the secret key alone", [key], /key id .* not found/],
    ["a session without its token", [id("temporary (STS)"), key], /session token was not found/],
    ["a session of China", [id("temporary (STS)"), key, token("cn-north-1")], /--endpoint aws=URL/],
  ])("%s cannot be asked about", (_, secrets, reason) => {
    const [subject] = aws.subjects(secrets);
    expect(aws.requests(subject!, PLACES)).toEqual({ obstacle: expect.stringMatching(reason) });
  });
});
