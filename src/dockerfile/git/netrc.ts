import { type Atom, plain } from "../shell/shell-word.ts";

/** A login of a netrc file. */
export interface NetrcLogin {
  readonly machine: readonly Atom[];
  readonly login: readonly Atom[];
  readonly password: readonly Atom[];
}

/** Undefined when the text holds anything but logins of hosts. */
export const readNetrc = (text: readonly Atom[]): readonly NetrcLogin[] | undefined => {
  const words = split(text);
  const logins: { machine: readonly Atom[]; login?: readonly Atom[]; password?: readonly Atom[] }[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const [keyword, value] = [plain(words[at] ?? []), words[at + 1]];
    const last = logins.at(-1);
    if (value === undefined) return undefined;
    if (keyword === "machine") logins.push({ machine: value });
    else if (last !== undefined && keyword === "login") last.login = value;
    else if (last !== undefined && keyword === "password") last.password = value;
    else return undefined;
  }
  const whole = logins.flatMap(({ machine, login, password }) =>
    login && password ? [{ machine, login, password }] : [],
  );
  return whole.length === logins.length ? whole : undefined;
};

const split = (text: readonly Atom[]): readonly (readonly Atom[])[] => {
  const words: Atom[][] = [[]];
  for (const one of text) {
    if (/\s/.test(one.plain)) words.push([]);
    else words.at(-1)?.push(one);
  }
  return words.filter((word) => word.length > 0);
};
