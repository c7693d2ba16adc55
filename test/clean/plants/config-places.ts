import { LINES, type Place, TOKENS, written } from "./plant.ts";

/** Beside the files: the config, the manifest, the headers of the archive, and what lower layers hold. */
export const CONFIG_PLACES: readonly Place[] = [
  {
    name: "a variable of the image",
    kinds: LINES,
    class: "image",
    exposure: "env",
    plant: ({ text }, { n }) => ({ env: `SHOP_TOKEN_${n}=${text}`, at: [`Env[SHOP_TOKEN_${n}]`] }),
  },
  {
    name: "a label",
    kinds: LINES,
    class: "image",
    exposure: "label",
    plant: ({ text }, { n }) => ({ label: [`shop.token.${n}`, text], at: [`Labels[shop.token.${n}]`] }),
  },
  {
    name: "the history",
    kinds: LINES,
    class: "image",
    exposure: "history",
    plant: (secret) => ({
      history: `RUN |1 ${written(secret).trimEnd()} /bin/sh -c make # buildkit`,
      at: ["history["],
    }),
  },
  {
    name: "the command",
    kinds: TOKENS,
    class: "image",
    plant: ({ text }) => ({ cmd: `--token=${text}`, at: ["Cmd"] }),
  },
  {
    name: "an annotation of the manifest",
    kinds: TOKENS,
    class: "image",
    plant: ({ text }, { n }) => ({ annotation: [`shop.build.${n}`, `token ${text}`], at: ["annotations["] }),
  },
  {
    name: "a deleted file",
    kinds: LINES,
    class: "application",
    exposure: "deleted",
    plant: (secret, { n }) => ({
      entries: [{ path: `app/gone-${n}/.env`, content: written(secret) }],
      above: [{ path: `app/gone-${n}/.wh..env` }],
      at: [`app/gone-${n}/.env`],
    }),
  },
  {
    name: "an overwritten file",
    kinds: LINES,
    class: "application",
    exposure: "overwritten",
    plant: (secret, { n }) => ({
      entries: [{ path: `app/over-${n}/settings`, content: written(secret) }],
      above: [{ path: `app/over-${n}/settings`, content: "SHOP_TOKEN=\n" }],
      at: [`app/over-${n}/settings`],
    }),
  },
  {
    name: "a folder that is emptied",
    kinds: LINES,
    class: "application",
    exposure: "deleted",
    plant: (secret, { n }) => ({
      entries: [{ path: `app/opaque-${n}/settings`, content: written(secret) }],
      above: [{ path: `app/opaque-${n}/.wh..wh..opq` }],
      at: [`app/opaque-${n}/settings`],
    }),
  },
  {
    name: "a file that a later entry replaces",
    kinds: LINES,
    class: "application",
    plant: (secret, { n }) => ({
      entries: [
        { path: `app/twice-${n}`, content: written(secret) },
        { path: `app/twice-${n}`, content: "nothing\n" },
      ],
      at: [`app/twice-${n}`],
    }),
  },
  {
    name: "the target of a link",
    kinds: TOKENS,
    class: "application",
    plant: ({ text }, { n }) => ({
      entries: [{ path: `app/link-${n}`, type: "2", linkname: `https://ci:${text}@git.corp.internal/` }],
      at: ["<tar headers>"],
    }),
  },
  {
    name: "the name of a file",
    kinds: TOKENS,
    class: "application",
    plant: ({ text }, { n }) => ({
      entries: [{ path: `app/tmp-${n}/token=${text}`, content: "" }],
      at: ["<tar headers>"],
    }),
  },
  {
    name: "an extended attribute",
    kinds: LINES,
    class: "application",
    plant: ({ text }, { n }) => ({
      entries: [
        { path: `PaxHeaders/${n}`, type: "x", content: pax("SCHILY.xattr.user.token", text) },
        { path: `app/attributes-${n}`, content: "x" },
      ],
      at: ["<tar headers>"],
    }),
  },
];

/** One record: its length counts itself. */
const pax = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  const length = [1, 2, 3, 4]
    .map((digits) => rest.length + digits)
    .find((sum) => String(sum).length + rest.length === sum);
  return `${length}${rest}`;
};
