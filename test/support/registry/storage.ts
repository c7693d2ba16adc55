import { type Answer, failure, type Question } from "./answer.ts";
import type { Contents } from "./contents.ts";
import { blobContent } from "./routes.ts";

/**
 * The object store behind redirects: a signed address and nothing else lets a client in. Two ways to authenticate are
 * refused with 400, as S3 does.
 */
export const storageAnswer = (question: Question, contents: Contents): Answer => {
  const digest = /^\/storage\/(.+)$/.exec(question.url.pathname)?.[1] ?? "";
  if (question.headers.authorization !== undefined) return failure(400, "INVALID_ARGUMENT");
  const signature = Buffer.from(question.url.searchParams.get("X-Signature") ?? "", "base64url").toString();
  if (signature !== digest) return failure(403, "DENIED");
  const bytes = [...contents.repositories.values()].map(({ blobs }) => blobs.get(digest)).find(Boolean);
  return bytes === undefined ? failure(404, "BLOB_UNKNOWN") : blobContent(digest, bytes, question);
};
