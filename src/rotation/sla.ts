import type { Severity } from "../domain/finding.ts";
import type { ExposureKind, Secret } from "../domain/rotation.ts";
import { isOpen } from "../domain/rotation.ts";
import { addDuration } from "./duration.ts";
import type { Exposed } from "./exposed.ts";
import { workOfSecret } from "./work.ts";

/** ISO 8601 durations by severity. */
type Terms = Readonly<Record<Severity, string>>;

/** How long the work may take. Of several terms that apply to a secret the shortest counts. */
export interface Sla {
  readonly terms: Terms;
  /** Where an image shows it in this way. */
  readonly exposure: Readonly<Partial<Record<ExposureKind, Partial<Terms>>>>;
  /** Where a registry says that everybody may pull it. */
  readonly public: Partial<Terms>;
}

/**
 * Terms for revoking a certificate whose key is compromised, or that is wrong otherwise (CA/Browser Forum Baseline
 * Requirements, 4.9.1.1: 24 hours, 5 days), and for repairing critical and high vulnerabilities of what the internet
 * reaches (CISA BOD 19-02: 15 days, 30 days). Which severity of ours has which term is our choice.
 */
export const DEFAULT_SLA: Sla = {
  terms: { critical: "P1D", high: "P5D", medium: "P15D", low: "P30D" },
  exposure: {},
  public: {},
};

export interface Deadline {
  /** ISO 8601. */
  readonly due: string;
  readonly overdue: boolean;
}

interface Due {
  readonly secret: Secret;
  readonly exposed: Pick<Exposed, "ways" | "isPublic">;
}

interface DueContext {
  readonly sla: Sla;
  readonly now: Date;
}

/** The first day by which one of the secrets is to be dead, counted from when it was first seen, or opened again. */
export function deadlineOf(members: readonly Due[], { sla, now }: DueContext): Deadline | undefined {
  const ends = members.filter(({ secret }) => isOpen(secret.state)).map((member) => dueOf(member, { sla, now }));
  const due = Math.min(...ends);
  if (!Number.isFinite(due)) return undefined;
  return { due: new Date(due).toISOString(), overdue: due < now.getTime() };
}

/** Milliseconds since the epoch. */
function dueOf({ secret, exposed }: Due, { sla, now }: DueContext): number {
  const start = Date.parse(workOfSecret(secret, now).openedAt ?? secret.firstSeen);
  const special = exposed.ways.map((exposure) => sla.exposure[exposure]);
  const applying = [sla.terms, ...special, exposed.isPublic ? sla.public : undefined];
  const ends = applying.flatMap((terms) => {
    const duration = terms?.[secret.severity];
    return duration === undefined ? [] : (addDuration(start, duration) ?? []);
  });
  return Math.min(...ends);
}
