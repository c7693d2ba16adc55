import { escapePattern } from "../parse/escape-pattern.ts";
import { type Atom, EXPANSION, quoted } from "../shell/shell-word.ts";
import type { GitSetting } from "./git-setting.ts";
import type { NetrcLogin } from "./netrc.ts";

/**
 * The login of a netrc file as a helper of git, for programs that use git only. The helper prints the variable, so that a
 * password may hold any character. `text`: of the Dockerfile. Undefined when the password is not the variable itself.
 * Source: https://git-scm.com/docs/gitcredentials#_custom_helpers
 */
export const netrcSettings = (
  logins: readonly NetrcLogin[],
  { name, text }: { readonly name: string; readonly text: string },
): readonly GitSetting[] | undefined => {
  const settings = logins.map(({ machine, login, password }): readonly GitSetting[] | undefined => {
    const [only, ...others] = password;
    const isVariable = others.length === 0 && only?.plain === EXPANSION && /^\$\{?\w+\}?$/.test(only.quoted);
    if (!isVariable || !only.names.has(name) || !isPlain(login) || !isPlain(machine)) return undefined;
    const value = `!f() { echo username=${quoted(login)}; echo \\"password=\\$${name}\\"; }; f`;
    return origins(quoted(machine), text).map((origin) => ({ key: `credential.${origin}.helper`, value }));
  });
  return settings.some((one) => one === undefined) ? undefined : settings.flatMap((one) => one ?? []);
};

/** netrc knows hosts only: the schemes and ports are those of the URLs at hand. */
const origins = (host: string, text: string): readonly string[] => {
  const pattern = new RegExp(`(?<=https?://(?:[^\\s/@]*@)?)${escapePattern(host)}(?::\\d+)?(?=[/\\s"']|$)`, "g");
  const found = [...text.matchAll(pattern)].map((match) => {
    const scheme = /https?:\/\/(?:[^\s/@]*@)?$/.exec(text.slice(0, match.index))?.[0] ?? "https://";
    return `${scheme.replace(/\/\/.*$/, "//")}${match[0]}`;
  });
  return found.length > 0 ? [...new Set(found)] : [`https://${host}`];
};

/** Letters, digits and variables: nothing that a shell takes apart. */
const isPlain = (atoms: readonly Atom[]): boolean =>
  atoms.every((one) => (one.plain === EXPANSION ? /^\$\{?\w+\}?$/.test(one.quoted) : /[\w.@:+-]/.test(one.plain)));
