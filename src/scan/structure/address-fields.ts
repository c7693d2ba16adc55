import type { Candidate } from "../match.ts";
import { percentDecoded } from "../percent-decoded.ts";

/** The address in whose query the value stands, without the value. */
export const addressAround = ({ text, span }: Candidate): string =>
  `${/[^\s"'`<>]*$/.exec(text.slice(0, span.start))?.[0]}${/^[^\s"'`<>]*/.exec(text.slice(span.end))?.[0]}`;

/** The fields of a query by name in lower case, decoded; `&` may be escaped as in XML or JSON. */
export const readFields = (address: string): ReadonlyMap<string, string> =>
  new Map(
    address.split(/(?:\?|&(?:amp;)?|\\u0026)/).flatMap((part): [string, string][] => {
      const [, name, value] = /^([A-Za-z-]{2,40})=(.{1,200})$/.exec(part) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), percentDecoded(value)]];
    }),
  );
