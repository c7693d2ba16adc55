import type { PullError } from "../pull-error.ts";
import type { Gap, ImageSource } from "../source.ts";

/** Says one gap and holds nothing. */
export function gapSource(name: string, error: PullError): ImageSource {
  const gap: Gap = { scope: "registry", subject: name, status: "unreachable", reason: error.message };
  const nothing = async (): Promise<never> => {
    throw error;
  };
  return {
    registry: name,
    images: async function* () {
      yield { gap };
    },
    digestOf: async () => undefined,
    manifest: nothing,
    referrers: async () => [],
    blob: async function* () {
      yield await nothing();
    },
    close: async () => undefined,
  };
}
