import type { ConfigRow } from "../config-row.ts";

/** `bundle config [set] [--global] KEY VALUE` is `BUNDLE_KEY`, a dot written `__` and a dash `___`. */
const bundleConfig: ConfigRow = {
  // Source: bundle-config(1), sections "Configuration keys" and "Credentials for gem sources".
  programs: /^bundle[r]?$/,
  valued: ["--delete"],
  read: ({ words, options }) => {
    const [config, ...rest] = words;
    const [key, ...values] = rest[0]?.text === "set" ? rest.slice(1) : rest;
    const [value, ...others] = values;
    if (config?.text !== "config" || options.has("--delete") || key === undefined || value?.body === undefined)
      return undefined;
    // A path cannot be part of the name; without a login of its own address, Bundler takes that of the host.
    const host = key.text.replace(/^(https?):\/\/([\w.-]+)(?:\/.*)?$/, "$2");
    if (others.length > 0 || !/^[\w.-]+$/.test(host) || /^(?:get|list|unset)$/.test(key.text)) return undefined;
    const name = `BUNDLE_${host.replaceAll("-", "___").replaceAll(".", "__").toUpperCase()}`;
    return { kind: "env", settings: [{ name, value: value.body }] };
  },
  consumers: /^bundle[r]?$/,
  undo: /^config (?:--delete|unset)\b/,
};

/** Credentials of hosts: `composer config -g http-basic.HOST USER PASSWORD` is part of `COMPOSER_AUTH`, a JSON object. */
const composerConfig: ConfigRow = {
  // Source: "Authentication for privately hosted packages and repositories" of the Composer documentation.
  programs: /^composer(?:\.phar)?$/,
  valued: ["-f", "--file", "-d", "--working-dir"],
  read: ({ words, flags }) => {
    const [config, key, ...values] = words;
    const [, kind = "", host = ""] = /^([a-z-]+)\.(.+)$/.exec(key?.text ?? "") ?? [];
    const fields = COMPOSER_FIELDS[kind];
    const bodies = values.flatMap((one) => one.body ?? []);
    if (config?.text !== "config" || flags.has("--unset") || fields?.length !== bodies.length) return undefined;
    const json = fields.map((field, index) => ({
      path: field === "" ? [kind, host] : [kind, host, field],
      value: bodies[index] ?? "",
    }));
    return { kind: "env", settings: [{ name: "COMPOSER_AUTH", json }] };
  },
  consumers: /^composer(?:\.phar)?$/,
  idle: /^(?:config|dump-?autoload|run(?:-script)?|validate|exec|--version|self-update|clear-cache|show)\b/,
  together: true,
  undo: /--unset\b/,
};

const COMPOSER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "http-basic": ["username", "password"],
  "github-oauth": [""],
  "gitlab-oauth": [""],
  "gitlab-token": [""],
  bearer: [""],
  "bitbucket-oauth": ["consumer-key", "consumer-secret"],
};

export const RUBY_PHP_ROWS: readonly ConfigRow[] = [bundleConfig, composerConfig];
