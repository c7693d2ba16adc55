import type { ConfigRow, Outcome } from "../config-row.ts";
import { envWord } from "../env-word.ts";
import { NODE_PROGRAMS } from "./node.ts";

/** `conan remote login REMOTE USER -p PASSWORD`, and `conan user -r REMOTE -p PASSWORD USER` of Conan 1. */
const conanLogin: ConfigRow = {
  // Source: "Environment variables" of the Conan documentation: CONAN_LOGIN_USERNAME_{REMOTE}, CONAN_PASSWORD_{REMOTE}.
  programs: /^conan$/,
  valued: ["-p", "--password", "-r", "--remote"],
  read: ({ words, options }) => {
    const [first, ...others] = words;
    const password = (options.get("-p") ?? options.get("--password"))?.body;
    const isNew = first?.text === "remote" && others[0]?.text === "login";
    if (!isNew && first?.text !== "user") return undefined;
    const [remote, user] = isNew ? others.slice(1) : [options.get("-r") ?? options.get("--remote"), others[0]];
    if (password === undefined || user?.body === undefined || (isNew && remote === undefined)) return undefined;
    const of = remote === undefined ? "" : `_${envWord(remote.text)}`;
    const settings = [
      { name: `CONAN_LOGIN_USERNAME${of}`, value: user.body },
      { name: `CONAN_PASSWORD${of}`, value: password },
    ];
    return { kind: "env", settings };
  },
  consumers: /^conan$/,
  idle: /^(?:--?version|-[vVh]|--help|profile|remote|config|user|new|cache|list)\b/,
  undo: /^remote logout\b|^user --clean\b/,
};

/** The JFrog CLI takes no token from the environment for a server that it does not know. */
const jfrogServer: ConfigRow = {
  // Source: "JFrog Platform Configuration" of the JFrog CLI documentation.
  programs: /^jf(?:rog)?$/,
  read: ({ command, words }) => {
    const [config, add, server] = words;
    if (!/^c(?:onfig)?$/.test(config?.text ?? "") || add?.text !== "add" || server?.body === undefined)
      return undefined;
    return { kind: "undo", command: `${command.program} config remove ${server.body} --quiet` };
  },
  consumers: /^jf(?:rog)?$/,
};

const hexLogin: ConfigRow = {
  // Source: "mix hex.organization" and "mix hex.repo" of the Hex documentation.
  programs: /^mix$/,
  valued: ["--key", "--auth-key", "--public-key", "--fetch-public-key"],
  read: ({ words }) => {
    const [task, verb, name] = words;
    if (name?.body === undefined) return undefined;
    if (task?.text === "hex.organization" && verb?.text === "auth")
      return { kind: "undo", command: `mix hex.organization deauth ${name.body}` };
    return task?.text === "hex.repo" && verb?.text === "add"
      ? { kind: "undo", command: `mix hex.repo remove ${name.body}` }
      : undefined;
  },
  consumers: /^mix$/,
  idle: /^(?:local\.|hex\.|archive\.|compile|release|deps\.compile|phx\.|assets\.|test|format)/,
};

const ubuntuPro: ConfigRow = {
  // Source: "How to enable Ubuntu Pro services in a Dockerfile" of the Ubuntu Pro Client documentation.
  programs: /^(?:pro|ua)$/,
  read: ({ command, words }) =>
    words[0]?.text === "attach" ? { kind: "undo", command: `${command.program} detach --assume-yes` } : undefined,
  consumers: /^(?:apt|apt-get|pro|ua)$/,
  idle: /^(?:--?version|-[vVh]|--help|status|detach|clean|autoremove)\b/,
};

/** The token that it writes works for twelve hours. */
const codeArtifact: ConfigRow = {
  // Source: "Tokens created with the login command" of the AWS CodeArtifact documentation.
  programs: /^aws$/,
  valued: ["--tool"],
  read: ({ words, options }) => {
    const isLogin = words[0]?.text === "codeartifact" && words[1]?.text === "login";
    const file = CODE_ARTIFACT[options.get("--tool")?.text ?? ""];
    return isLogin && file !== undefined ? ({ kind: "undo", command: `rm -f ${file}` } satisfies Outcome) : undefined;
  },
  consumers: new RegExp(`^(?:pip[\\d.]*|pipenv|tox|nox|twine)$|${NODE_PROGRAMS.source}`),
};

const CODE_ARTIFACT: Readonly<Record<string, string>> = {
  npm: "~/.npmrc",
  pip: "~/.config/pip/pip.conf",
  twine: "~/.pypirc",
};

export const REPOSITORY_ROWS: readonly ConfigRow[] = [conanLogin, jfrogServer, hexLogin, ubuntuPro, codeArtifact];
