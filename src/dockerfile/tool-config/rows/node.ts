import type { ConfigRow } from "../config-row.ts";

/** Programs that read `.npmrc`. */
export const NODE_PROGRAMS = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|lerna|turbo|nx|corepack)$/;

/** `npm config set KEY VALUE`, `npm set KEY=VALUE`: npm and pnpm expand `${NAME}` in what they read. */
const npmConfig: ConfigRow = {
  // Source: "npmrc", section "Files", of the npm documentation; "Settings (.npmrc)" of the pnpm documentation.
  programs: /^p?npm$/,
  valued: ["--location", "-L", "--prefix", "--userconfig"],
  read: ({ words }) => {
    const [first, second] = words.map((one) => one.text);
    const sets = first === "set" || (/^(?:config|c)$/.test(first ?? "") && second === "set");
    return sets ? { kind: "name", style: "npm" } : undefined;
  },
  consumers: NODE_PROGRAMS,
};

/** Yarn 2+; keys of Yarn 1 go to `.yarnrc`, whose values are not expanded. */
const yarnConfig: ConfigRow = {
  // Source: "Settings (.yarnrc.yml)" of the Yarn documentation: interpolation, and YARN_ with the setting in snake case.
  programs: /^yarn(?:pkg)?$/,
  read: ({ words }) => {
    const [config, set, key, value] = words;
    if (config?.text !== "config" || set?.text !== "set") return undefined;
    if (/^npm(?:Scopes|Registries)\b/.test(key?.text ?? "")) return { kind: "name", style: "yarn" };
    if (!/^npm[A-Z]\w*$/.test(key?.text ?? "") || value?.body === undefined) return undefined;
    const name = `YARN_${key?.text.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    return { kind: "env", settings: [{ name, value: value.body }] };
  },
  consumers: /^yarn(?:pkg)?$/,
  undo: /^config unset\b/,
};

export const NODE_ROWS: readonly ConfigRow[] = [npmConfig, yarnConfig];
