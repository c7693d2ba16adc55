import type { Digest } from "../domain/digest.ts";
import type { StackLayer } from "../report/page/build-page.ts";
import { layerHistory } from "../rotation/history-lines.ts";
import type { Secrets } from "../store/secrets.ts";

/** The layers of an image, bottom first, with the history lines of its config; undefined when the case does not hold it. */
export function imageStack(
  secrets: Pick<Secrets, "manifestByDigest" | "stored">,
  manifest: Digest,
): readonly StackLayer[] | undefined {
  const layers = secrets.stored(manifest);
  if (layers.length === 0) return undefined;
  const lines = layerHistory(secrets.manifestByDigest(manifest)?.config?.history ?? [], layers.length);
  return layers.map((layer, index) => {
    const historyLine = lines[index];
    return { ...layer, ...(historyLine === undefined ? {} : { historyLine }) };
  });
}
