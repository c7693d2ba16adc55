import type { Severity, Validity } from "../domain/finding.ts";
import { isOpen, type WorkState } from "../domain/rotation.ts";
import { countImages } from "./count-images.ts";
import type { ReportModel } from "./model.ts";

/** A report without what grows with the secrets. */
export interface CaseSummary extends Omit<ReportModel, "secrets" | "credentials" | "waves"> {
  /** Secrets that the ignore file accepts. */
  readonly allowed: number;
  /** Open secrets by who owns them, most first; `name` is absent for those of nobody known. */
  readonly owners: readonly OwnerCount[];
}

interface OwnerCount {
  readonly name?: string;
  readonly open: number;
}

/** What a list shows of a secret. */
export interface SecretLine {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly state: WorkState;
  readonly validity: Validity;
  /** Each manifest of a repository once. */
  readonly images: number;
  /** Other secrets of its credential, when it leads one. */
  readonly companions: number;
  /** It is rotated with the leading secret of a credential, which is open. */
  readonly follower: boolean;
  /** ISO 8601: of its task, while it is open. */
  readonly due?: string;
}

export function summaryOf(model: ReportModel): CaseSummary {
  const { secrets, credentials: _credentials, waves: _waves, ...summary } = model;
  return {
    ...summary,
    allowed: secrets.filter(({ allowed }) => allowed !== undefined).length,
    owners: ownersOf(secrets.filter(({ work }) => isOpen(work.state))),
  };
}

function ownersOf(secrets: ReportModel["secrets"]): readonly OwnerCount[] {
  const open = new Map<string | undefined, number>();
  for (const { owner } of secrets) open.set(owner?.name, (open.get(owner?.name) ?? 0) + 1);
  return [...open]
    .map(([name, count]) => ({ ...(name === undefined ? {} : { name }), open: count }))
    .sort((one, other) => other.open - one.open || ((one.name ?? "") < (other.name ?? "") ? -1 : 1));
}

/** In the order of the report. */
export function secretLines({ secrets, credentials }: ReportModel): readonly SecretLine[] {
  const companions = new Map(credentials.map(({ id, secrets: members }) => [id, members.length - 1]));
  const open = new Set(secrets.flatMap(({ id, work }) => (isOpen(work.state) ? [id] : [])));
  const followers = new Set(credentials.flatMap(({ id, secrets: [, ...rest] }) => (open.has(id) ? rest : [])));
  return secrets.map((secret) => {
    const { id, severity, title, work, validity, due } = secret;
    return {
      ...{ id, severity, title, state: work.state, validity, images: countImages(secret) },
      ...{ companions: companions.get(id) ?? 0, follower: followers.has(id) },
      ...(due === undefined || !open.has(id) ? {} : { due }),
    };
  });
}

/** Open secrets, or `all`. `leading`: without those that are rotated with another one. */
export interface LinesWanted {
  readonly all?: boolean;
  readonly leading?: boolean;
  readonly limit?: number;
}

export const pickLines = <T extends SecretLine>(
  lines: readonly T[],
  { all = false, leading = false, limit = lines.length }: LinesWanted,
): readonly T[] =>
  lines.filter(({ state, follower }) => (all || isOpen(state)) && !(leading && follower)).slice(0, limit);

/** What time alone changes in a summary. `overdue` counts open secrets, `due` is the next day by which one is to be dead. */
export interface Standing {
  readonly now: Date;
  readonly overdue: number;
  readonly due: string | undefined;
  /** The last audit was interrupted, or goes on: it lasts until now. */
  readonly unfinished: boolean;
}

export function summaryAt(summary: CaseSummary, { now, overdue, due, unfinished }: Standing): CaseSummary {
  const at = now.toISOString();
  const { progress, trend } = summary;
  const last = trend?.at(-1);
  return {
    ...summary,
    generatedAt: at,
    ...(progress === undefined ? {} : { progress: progressAt(progress, { overdue, due }) }),
    ...(trend === undefined || last === undefined || !unfinished
      ? {}
      : { trend: [...trend.slice(0, -1), { ...last, at }] }),
  };
}

function progressAt(
  { due: _, ...progress }: NonNullable<CaseSummary["progress"]>,
  { overdue, due }: Pick<Standing, "overdue" | "due">,
): NonNullable<CaseSummary["progress"]> {
  return { ...progress, overdue, ...(due === undefined ? {} : { due }) };
}
