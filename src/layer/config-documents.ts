import { type JsonLeaf, jsonPath } from "./json-leaves.ts";
import { leafDocument, named, type TextDocument } from "./text-document.ts";

/**
 * The documents of an image config (OCI image-spec, config.md): `Env[NAME]`, `Labels[key]`, `Cmd`, `Entrypoint`, `Shell`,
 * `Healthcheck`, `OnBuild[0]`, `history[3]`, and every other string under its JSON path. Those of the `container_config`
 * that Docker wrote until 2023 have it in front. `prefix` stands before all of them.
 */
export function* configDocuments(leaves: Iterable<JsonLeaf>, prefix = ""): Generator<TextDocument> {
  let before: TextDocument | undefined;
  for (const leaf of leaves) {
    const { position, ...document } = configDocument(leaf);
    const path = prefix + document.path;
    // The words of one command are one document.
    const joins = WORDS.has(document.path) && before?.path === path;
    if (before !== undefined && !joins) yield before;
    const text = joins ? `${before?.text} ${document.text}` : document.text;
    before = { ...document, path, text, ...(position !== undefined && { position: prefix + position }) };
  }
  if (before !== undefined) yield before;
}

const configDocument = (leaf: JsonLeaf): TextDocument => {
  const [root, field, key] = leaf.segments;
  if (root === "history") return historyDocument(leaf);
  if (root !== "config" && root !== "container_config") return leafDocument("config", leaf);
  const path = root === "config" ? `${field}` : `${root}.${field}`;
  if (field === "Env" && typeof key === "number") return envDocument(leaf, { path, key });
  if (field === "Labels" && typeof key === "string" && leaf.segments.length === 3) {
    return named({ kind: "label", path: `${path}[${key}]`, name: key, value: leaf.value, position: `${path}` });
  }
  if (field === "OnBuild" && typeof key === "number")
    return { kind: "command", path: `${path}[${key}]`, text: leaf.value };
  if (COMMANDS.has(`${field}`) || (field === "Healthcheck" && key === "Test")) {
    return { kind: "command", path, text: leaf.value };
  }
  return leafDocument("config", leaf);
};

const COMMANDS = new Set(["Cmd", "Entrypoint", "Shell"]);
const WORDS = new Set([...COMMANDS, "Healthcheck"].flatMap((name) => [name, `container_config.${name}`]));

const envDocument = ({ value }: JsonLeaf, at: { readonly path: string; readonly key: number }): TextDocument => {
  const position = `${at.path}[${at.key}]`;
  const equals = value.indexOf("=");
  if (equals < 1) return { kind: "env", path: position, text: value };
  const name = value.slice(0, equals);
  return named({ kind: "env", path: `${at.path}[${name}]`, name, value: value.slice(equals + 1), position });
};

const historyDocument = (leaf: JsonLeaf): TextDocument => {
  const [, at, field] = leaf.segments;
  const path = field === "created_by" ? `history[${at}]` : jsonPath(leaf.segments);
  return { kind: "history", path, text: leaf.value };
};
