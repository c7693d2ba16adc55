import type { BuiltIndex } from "./image.ts";

export interface PushTo {
  /** `127.0.0.1:5000`, spoken to over plain http. */
  readonly host: string;
  readonly name: string;
  /** None: the image is pushed by its digest. */
  readonly tags?: readonly string[];
}

/** Pushes an image or an index, with all it refers to, into a real registry (distribution-spec, spec.md#push). */
export const pushImage = async (built: BuiltIndex, { host, name, tags = [] }: PushTo): Promise<void> => {
  const base = `http://${host}/v2/${name}`;
  for (const [digest, bytes] of built.blobs) {
    const started = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
    const upload = new URL(started.headers.get("location") ?? "", base);
    upload.searchParams.set("digest", digest);
    await put(upload.href, bytes, "application/octet-stream");
  }
  for (const { digest, bytes, mediaType } of built.manifests.values())
    await put(`${base}/manifests/${digest}`, bytes, mediaType);
  for (const tag of tags) await put(`${base}/manifests/${tag}`, built.manifest.bytes, built.manifest.mediaType);
};

const put = async (url: string, body: Uint8Array, type: string): Promise<void> => {
  const answer = await fetch(url, { method: "PUT", body: Buffer.from(body), headers: { "content-type": type } });
  if (!answer.ok) throw new Error(`push: ${answer.status} ${await answer.text()}`);
};
