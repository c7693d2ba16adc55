import type { Severity } from "../src/domain/finding.ts";
import { type Case, repositoryName } from "./case.ts";
import { SEVERITIES_IN_ORDER } from "./orders.ts";
import type { SecretRow } from "./secret-row.ts";

export interface HeatRow {
  readonly repository: string;
  /** Open secrets that an image holds which is still there. */
  readonly open: number;
  /** Open secrets that only images held which are there no more. */
  readonly gone: number;
  readonly closed: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Open ones that an image of it shows in the running file system or its variables. */
  readonly live: number;
  /** Images that show a secret and are still there. */
  readonly images: number;
  readonly public: boolean;
}

/** One row for each repository with a secret, the hottest first. */
export function heatOf(of: Case): readonly HeatRow[] {
  const groups = new Map<string, SecretRow[]>();
  for (const row of of.rows)
    for (const name of row.repositories) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [row]);
      else group.push(row);
    }
  const images = imagesByRepository(of);
  const rows = [...groups].map(([repository, members]) => heatRow(repository, members, images.get(repository)));
  return rows.sort((a, b) => heat(b) - heat(a) || (a.repository < b.repository ? -1 : 1));
}

interface Images {
  count: number;
  public: boolean;
}

function imagesByRepository(of: Case): ReadonlyMap<string, Images> {
  const found = new Map<string, Images>();
  for (const image of of.data.images) {
    const name = repositoryName(image);
    const known = found.get(name) ?? { count: 0, public: false };
    if (image.present) known.count++;
    known.public ||= image.visibility === "public" || image.visibility === "anonymous";
    found.set(name, known);
  }
  return found;
}

function heatRow(repository: string, members: readonly SecretRow[], images: Images | undefined): HeatRow {
  const left = members.filter((row) => row.open);
  const open = left.filter(({ there }) => there.has(repository));
  const isLive = ({ there }: SecretRow): boolean => LIVE.some((way) => there.get(repository)?.has(way));
  const counts = SEVERITIES_IN_ORDER.map(
    (severity) => [severity, open.filter(({ secret }) => secret.severity === severity).length] as const,
  );
  return {
    repository,
    open: open.length,
    gone: left.length - open.length,
    closed: members.length - left.length,
    bySeverity: Object.fromEntries(counts) as Record<Severity, number>,
    live: open.filter(isLive).length,
    images: images?.count ?? 0,
    public: images?.public === true,
  };
}

const LIVE = ["live", "env"] as const;

/** A critical secret outweighs any number of lesser ones that one sees in a repository. */
const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 1000, high: 100, medium: 10, low: 1 };
const heat = ({ bySeverity }: HeatRow): number =>
  SEVERITIES_IN_ORDER.reduce((sum, severity) => sum + WEIGHTS[severity] * bySeverity[severity], 0);
