import { accountHome } from "../shell/account-home.ts";
import { joinPath } from "./image-path.ts";
import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";
import { userAt, variablesAt, workdirAt } from "./scope.ts";

/** The home directory of the steps from here on: HOME of an ENV, what an account was made with, or by the USER. */
export const homeAt = (file: ParsedDockerfile, at: Instruction): string =>
  variablesAt(file, at).get("HOME") ?? accountHome(file, at) ?? homeOf(userAt(file, at));

const HOME = /^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/;

/** The path with the home directory that a shell puts in place of `~` and `$HOME`. */
export const withHome = (path: string, home: string): string => path.replace(HOME, home);

/** Where a step writes to, or reads from, by a path as its shell text has it. */
export const pathAt = (file: ParsedDockerfile, at: Instruction, path: string): string =>
  joinPath(workdirAt(file, at) ?? "/", withHome(path, homeAt(file, at)));

/** Only the base image knows the home directory of a user that is a number. */
export const isHomeKnown = (file: ParsedDockerfile, at: Instruction): boolean =>
  variablesAt(file, at).get("HOME") !== undefined ||
  accountHome(file, at) !== undefined ||
  !/^0*[1-9]\d*(?::|$)/.test(userAt(file, at));

const homeOf = (user: string): string => {
  const name = user.split(":")[0] ?? "root";
  return name === "root" || /^\d+$/.test(name) ? "/root" : `/home/${name}`;
};
