/** One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1); parameter names lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Several challenges may share one header (`Bearer realm="…", Basic realm="…"`), and a server may send several headers. */
export function parseChallenges(headers: readonly string[]): readonly Challenge[] {
  return headers.flatMap(parseHeader);
}

const PARAMETER = /^\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/;
const SCHEME = /^\s*([A-Za-z][A-Za-z0-9_-]*)(?=\s|$|,)/;

function parseHeader(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let rest = header.slice(0, 8192);
  while (rest.trim() !== "") {
    const parameter = PARAMETER.exec(rest);
    const scheme = parameter === null ? SCHEME.exec(rest) : null;
    const taken = parameter?.[0] ?? scheme?.[0];
    if (taken === undefined) break;
    if (scheme !== null) challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters: {} });
    const name = parameter?.[1];
    const last = challenges.at(-1);
    if (name !== undefined && last !== undefined)
      last.parameters[name.toLowerCase()] = parameter?.[3] ?? (parameter?.[2] ?? "").replace(/\\(.)/g, "$1");
    rest = rest.slice(taken.length).replace(/^\s*,/, "");
  }
  return challenges;
}
