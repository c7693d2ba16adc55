import type { ConfigRow, EnvSetting } from "../config-row.ts";
import { envWord } from "../env-word.ts";

/** `pip config set global.index-url URL` is `PIP_INDEX_URL`. */
const pipConfig: ConfigRow = {
  // Source: "Configuration", section "Environment Variables", of the pip documentation.
  programs: /^pip[\d.]*$/,
  read: ({ words }) => {
    const [config, set, key, value] = words;
    const [, option] = /^\w+\.([\w-]+)$/.exec(key?.text ?? "") ?? [];
    if (config?.text !== "config" || set?.text !== "set" || option === undefined || value?.body === undefined)
      return undefined;
    return { kind: "env", settings: [{ name: `PIP_${envWord(option)}`, value: value.body }] };
  },
  consumers: /^(?:pip[\d.]*|pipx|pipenv|pip-compile|pip-sync|tox|nox)$/,
  undo: /^config unset\b/,
};

/** `http-basic.NAME USER PASSWORD`, `pypi-token.NAME TOKEN`, `repositories.NAME URL`. */
const poetryConfig: ConfigRow = {
  // Source: "Repositories", sections "Configuring Credentials", of the Poetry documentation.
  programs: /^poetry$/,
  read: ({ words, flags }) => {
    const [config, key, ...values] = words;
    const [, kind, source] = /^(http-basic|pypi-token|repositories)\.(.+)$/.exec(key?.text ?? "") ?? [];
    if (config?.text !== "config" || flags.has("--unset") || source === undefined) return undefined;
    const names = {
      "http-basic": [`POETRY_HTTP_BASIC_${envWord(source)}_USERNAME`, `POETRY_HTTP_BASIC_${envWord(source)}_PASSWORD`],
      "pypi-token": [`POETRY_PYPI_TOKEN_${envWord(source)}`],
      repositories: [`POETRY_REPOSITORIES_${envWord(source)}_URL`],
    }[kind ?? ""];
    const settings = values.flatMap((value, index): EnvSetting[] => {
      const name = names?.[index];
      return name === undefined || value.body === undefined ? [] : [{ name, value: value.body }];
    });
    return settings.length === values.length ? { kind: "env", settings } : undefined;
  },
  consumers: /^poetry$/,
  undo: /--unset/,
};

/** conda expands variables in channels and proxies, not in other settings. */
const condaConfig: ConfigRow = {
  // Source: "Using the .condarc conda configuration file", section "Expansion of environment variables".
  programs: /^(?:conda|mamba|micromamba)$/,
  valued: ["--add", "--append", "--prepend", "--set", "--file", "--env-file"],
  read: ({ words, options }) => {
    const key = (options.get("--add") ?? options.get("--append") ?? options.get("--prepend") ?? options.get("--set"))
      ?.text;
    const isExpanded = /^(?:channels|default_channels|channel_alias|custom_channels\..+|proxy_servers\..+)$/.test(
      key ?? "",
    );
    return words[0]?.text === "config" && isExpanded ? { kind: "name", style: "conda" } : undefined;
  },
  consumers: /^(?:conda|mamba|micromamba)$/,
};

const huggingFace: ConfigRow = {
  // Source: "Environment variables", HF_TOKEN, of the huggingface_hub documentation.
  programs: /^(?:huggingface-cli|hf)$/,
  valued: ["--token"],
  read: ({ words, options, flags, input }) => {
    const login = words.map((one) => one.text).join(" ");
    const value = options.get("--token")?.body ?? input;
    if (!/^(?:auth )?login$/.test(login) || value === undefined || flags.has("--add-to-git-credential"))
      return undefined;
    return { kind: "env", settings: [{ name: "HF_TOKEN", value }] };
  },
  consumers: /^(?:huggingface-cli|hf|python[\d.]*)$/,
  undo: /^(?:auth )?logout\b/,
};

export const PYTHON_ROWS: readonly ConfigRow[] = [pipConfig, poetryConfig, condaConfig, huggingFace];
