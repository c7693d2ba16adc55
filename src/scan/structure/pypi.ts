import type { Structure } from "./structure.ts";

/** PyPI macaroons, version 2: a location, an identifier and caveats (PyPI documentation, "API tokens"; libmacaroons, binary format v2). */
export const pypi: Structure = ({ value }) => {
  const bytes = Buffer.from(value.slice("pypi-".length), "base64url");
  const length = bytes[2] ?? 0;
  if (bytes[0] !== 2 || bytes[1] !== 1 || length === 0 || bytes.length < length + 20)
    return { confidence: "low", validity: "malformed", reasons: ["is no macaroon: likely an example"] };
  const location = bytes.toString("latin1", 3, 3 + length);
  const text = bytes.toString("latin1");
  const [, projects] = /"projects": ?\[([^\]]{1,200})\]/.exec(text) ?? [];
  return {
    facts: {
      location: location.replace(/[^\x20-\x7e]/g, "?"),
      ...(projects === undefined ? {} : { projects: projects.replaceAll('"', "") }),
    },
    reasons: ["parses as a macaroon"],
  };
};
