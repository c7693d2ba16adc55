import type { GitSetting } from "./git-setting.ts";
import type { NetrcLogin } from "./netrc.ts";
import { type Atom, EXPANSION, quoted } from "./shell-word.ts";

/**
 * The login of a netrc file as a helper of git, for programs that use git only. The helper prints the variable, so that a
 * password may hold any character. Undefined when the password is not the variable itself.
 * Source: https://git-scm.com/docs/gitcredentials#_custom_helpers
 */
export const netrcSettings = (logins: readonly NetrcLogin[], name: string): readonly GitSetting[] | undefined => {
  const settings = logins.map(({ machine, login, password }): GitSetting | undefined => {
    const [only, ...others] = password;
    const isVariable = others.length === 0 && only?.plain === EXPANSION && /^\$\{?\w+\}?$/.test(only.quoted);
    if (!isVariable || !only.names.has(name) || !isPlain(login) || !isPlain(machine)) return undefined;
    const lines = `echo username=${quoted(login)}; echo \\"password=\\$${name}\\"`;
    return { key: `credential.https://${quoted(machine)}.helper`, value: `!f() { ${lines}; }; f` };
  });
  return settings.some((one) => one === undefined) ? undefined : settings.flatMap((one) => one ?? []);
};

/** Letters, digits and variables: nothing that a shell takes apart. */
const isPlain = (atoms: readonly Atom[]): boolean =>
  atoms.every((one) => (one.plain === EXPANSION ? /^\$\{?\w+\}?$/.test(one.quoted) : /[\w.@:+-]/.test(one.plain)));
