import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { userAt, variablesAt } from "../parse/scope.ts";

/** The home directory of the steps from here on: HOME of an ENV, or by the USER. */
export const homeAt = (file: ParsedDockerfile, at: Instruction): string =>
  variablesAt(file, at).get("HOME") ?? homeOf(userAt(file, at));

/** Only the base image knows the home directory of a user that is a number. */
export const isHomeKnown = (file: ParsedDockerfile, at: Instruction): boolean =>
  variablesAt(file, at).get("HOME") !== undefined || !/^0*[1-9]\d*(?::|$)/.test(userAt(file, at));

const homeOf = (user: string): string => {
  const name = user.split(":")[0] ?? "root";
  return name === "root" || /^\d+$/.test(name) ? "/root" : `/home/${name}`;
};
