import { isObject, parseJson } from "./json-leaves.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * The image config that a Docker schema 1 manifest holds in pieces, one for each layer and the newest first, as
 * containers/image converts it (manifest/docker_schema1.go): the newest piece is the config, the command of each is a
 * line of history. Every entry keeps its layer, also one without files. Undefined for any other manifest.
 */
export const schema1Config = (manifest: unknown): Json | undefined => {
  if (!isObject(manifest) || !Array.isArray(manifest.fsLayers) || !Array.isArray(manifest.history)) return undefined;
  const pieces = manifest.history.map(readPiece);
  const { architecture, created, os, author, config } = pieces[0] ?? {};
  return {
    ...{ architecture, created, os, author, config },
    rootfs: { type: "layers", diff_ids: [] },
    history: pieces.map(historyEntry).reverse(),
  };
};

const readPiece = (entry: unknown): Json => {
  const text = object(entry).v1Compatibility;
  return typeof text === "string" ? object(parseJson(Buffer.from(text))) : {};
};

const historyEntry = ({ created, author, comment, container_config }: Json): Json => {
  const { Cmd } = object(container_config);
  return { created, author, comment, created_by: Array.isArray(Cmd) ? Cmd.join(" ") : "" };
};

const object = (value: unknown): Json => (isObject(value) && !Array.isArray(value) ? value : {});
