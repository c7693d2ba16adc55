import type { ManualCode } from "../manual.ts";
import { globPattern } from "../parse/image-path.ts";
import { isBuildOnlyFile, isToolFile } from "./known-tools.ts";
import type { ShellCommand } from "./shell-commands.ts";

/** Programs whose output holds what they were given. */
const EMITTERS = /^(?:|echo|printf|printenv|cat|tee|envsubst|sed|awk|[gmn]awk|g?jq|yq|base64|tr|cut|head|tail|\{\})$/;

export const isEmitter = (command: ShellCommand): boolean => EMITTERS.test(command.name);

/** Programs that trade a credential for another one, or another form of it, and print that. */
export const isFetcher = ({ name, args }: ShellCommand): boolean =>
  /^(?:vault|op|bw|sops|doppler|infisical|chamber|berglas|gpg|age|openssl)$/.test(name) ||
  (/^mvnw?$/.test(name) && args.some((arg) => /^--?(?:encrypt-(?:master-)?password|emp|ep)$/.test(arg))) ||
  /\b(?:get-secret-value|get-parameters?|secrets versions access|keyvault secret show|print-access-token|get-(?:authorization-token|login-password|session-token)|codeartifact login|get secrets?)\b/.test(
    args.join(" "),
  );

/** Files that the command writes its input to, as written in the shell text. */
export const writtenFiles = (command: ShellCommand): readonly string[] => {
  if (!isEmitter(command) && !isFetcher(command)) return command.name === "dd" ? command.args.flatMap(ofArgument) : [];
  const redirected = command.redirects.flatMap(({ operator, target }) =>
    /^(?:&?>>?|>\|)$/.test(operator) ? [target] : [],
  );
  const named = command.name === "tee" ? command.args.filter((arg) => !arg.startsWith("-")) : [];
  return [...redirected, ...named, ...sedInPlace(command), ...decrypted(command)].filter(
    (path) => !/^(?:\/dev\/|&|\d$)/.test(path),
  );
};

const ofArgument = (arg: string): string[] => (arg.startsWith("of=") ? [arg.slice(3)] : []);
/** `gpg --output FILE`, `openssl enc -d -out FILE`; to other programs the option is a format. */
const decrypted = ({ name, args }: ShellCommand): readonly string[] =>
  /^(?:gpg|openssl|sops|age)$/.test(name)
    ? args.filter((_, index) => /^(?:-o|-out|--output)$/.test(args[index - 1] ?? ""))
    : [];
const sedInPlace = ({ name, args }: ShellCommand): string[] =>
  name === "sed" && args.some((arg) => /^-\w*i|^--in-place/.test(arg)) ? args.slice(-1) : [];

/** `~`, `$HOME` and `/root` are one place: what differs only in that is the same file. */
const normalHome = (path: string): string =>
  path.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, "/root").replace(/^(?:\.\/)+/, "");

/** True when one of the commands deletes the path, or a directory above it. */
export const isDeletedBy = (commands: readonly ShellCommand[], path: string): boolean =>
  commands.some(
    (command) =>
      (/^(?:rm|shred|unlink)$/.test(command.name) &&
        command.args.some((arg) => covers(normalHome(arg), normalHome(path)))) ||
      (command.name === "trap" && /\brm\b/.test(command.args[0] ?? "") && (command.args[0] ?? "").includes(path)),
  );

const covers = (removed: string, path: string): boolean =>
  removed === path || path.startsWith(`${removed.replace(/\/$/, "")}/`) || globPattern(removed).test(path);

/** The pattern that a file written with a secret in it belongs to. */
export const writtenFileCode = (path: string): ManualCode => {
  if (/(?:\.?netrc|\.git-credentials|\.gitconfig)$/.test(path)) return "R5";
  if (/\.ssh\/|id_(?:rsa|ed25519|ecdsa|dsa)|_key$|\.pem$/.test(path)) return "R6";
  if (isBuildOnlyFile(path) || isToolFile(path) || /npmrc|(?:^|\/)pnpm\/rc$/.test(path)) return "R3";
  // Shells read these when the container runs; a RUN does not.
  if (
    /(?:^|\/)(?:\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv)|profile\.d\/[\w.-]+|(?:etc\/)?(?:bash\.bashrc|environment|profile))$/.test(
      path,
    )
  )
    return "M1";
  return /\.env\b|\.(?:js|ts|json|ya?ml|properties|html|py|rb|php|ini|toml)$/.test(path) ? "M2" : "M9";
};
