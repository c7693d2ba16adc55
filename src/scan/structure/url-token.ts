import type { Structure } from "./structure.ts";

/** Behind the public key: host, path and number of the project (docs.sentry.io, DSN). */
const PROJECT = /^@[A-Za-z0-9.-]{3,200}(?::\d{1,5})?(?:\/[\w-]{1,40})?\/\d{1,20}(?![\w./-])/;

/** The user of a URL is a token, but for the public key in the DSN of Sentry, which stands in every page that reports to it. */
export const urlToken: Structure = ({ value, text, span }) =>
  /^[0-9a-f]{32}$/.test(value) && PROJECT.test(text.slice(span.end, span.end + 300))
    ? { confidence: "low", severity: "low", reasons: ["public key of a Sentry DSN"] }
    : {};
