import type { Structure } from "./structure.ts";

/** The part of a link by which Power BI embeds a report, cut or whole: its key is a UUID, Grafana's letters and digits. */
const EMBEDDED_REPORT = /^\{"k":"[0-9a-f]{8}-[0-9a-f]{4}-/;

/** A structure of keys that begin as such a link does. */
export const butNoReport =
  (structure: Structure): Structure =>
  (candidate) =>
    EMBEDDED_REPORT.test(Buffer.from(candidate.value, "base64").toString("latin1"))
      ? { reject: "the link of an embedded report" }
      : structure(candidate);
