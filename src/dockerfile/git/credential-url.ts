import type { Edit } from "../edit.ts";
import { type Atom, EXPANSION, plain, quoted } from "../shell/shell-word.ts";

/** A URL with a user part that a variable gives: `https://$T@host/path`. Texts stand between double quotes. */
export interface CredentialUrl {
  /** `https://$T@host/`: what git is to put in the place of `base`. */
  readonly secret: string;
  /** `https://host/`; the whole URL when it cannot be told where its host ends. */
  readonly base: string;
  /** Takes the user part out. */
  readonly strip: Edit;
}

/** The first such URL among the atoms of a word. `text` is that of the Dockerfile. */
export const credentialUrl = (
  atoms: readonly Atom[],
  { names, text }: { readonly names: ReadonlySet<string>; readonly text: string },
): CredentialUrl | undefined => {
  const match = URL_PATTERN.exec(plain(atoms));
  const [, scheme = "", user = "", host = "", slash] = match ?? [];
  if (match === null) return undefined;
  const from = match.index + scheme.length + "://".length;
  const to = from + user.length;
  const userPart = atoms.slice(from, to);
  const isWhole = user !== EXPANSION || /\+[^}]*@["']?\}$/.test(userPart[0]?.quoted ?? "");
  if (!isWhole || !userPart.some((atom) => [...atom.names].some((name) => names.has(name)))) return undefined;
  const rest = quoted(atoms.slice(to, to + host.length)) + endOf(host, slash);
  const base = `${scheme}://${rest}`;
  const strip = stripUser(atoms, { from, to, text });
  return strip && { secret: `${scheme}://${quoted(userPart)}${rest}`, base, strip };
};

/** Everything up to the last `@` before the path is the user part; `${T:+$T@}` may be all of it. */
const URL_PATTERN = new RegExp(
  `(https?)://([^/\\s${EXPANSION}]*(?:${EXPANSION}[^/\\s]*)?@|${EXPANSION})([^/@\\s]*)(/)?`,
);

/** A host that is a variable may hold the path too. */
const endOf = (host: string, slash: string | undefined): string =>
  slash !== undefined || !host.includes(EXPANSION) ? "/" : "";

/** Quotes around the user part go with it, so that what is left is still quoted as it was. */
const stripUser = (
  atoms: readonly Atom[],
  { from, to, text }: { readonly from: number; readonly to: number; readonly text: string },
): Edit | undefined => {
  const [first, last] = [atoms[from], atoms[to - 1]];
  if (first === undefined || last === undefined) return undefined;
  const starts = [first.start, atoms[from - 1]?.end ?? first.start];
  const ends = [last.end, atoms[to]?.start ?? last.end];
  const spans = ends.flatMap((end) => starts.map((start) => ({ start, end })));
  const balanced = spans.find(({ start, end }) => isBalanced(atoms, text.slice(start, end), { start, end }));
  return balanced && { ...balanced, replacement: "" };
};

/** Quotes within an expansion are its own. */
const isBalanced = (atoms: readonly Atom[], text: string, span: { start: number; end: number }): boolean => {
  const own = atoms.filter((one) => one.plain === EXPANSION && one.start >= span.start && one.end <= span.end);
  const outside = own.reduceRight(
    (rest, one) => rest.slice(0, one.start - span.start) + rest.slice(one.end - span.start),
    text,
  );
  return [`"`, "'"].every((mark) => outside.split(mark).length % 2 === 1);
};
