import type { Case } from "../case.ts";
import { SEVERITIES_IN_ORDER } from "../orders.ts";

/** The numbers that are asked for first; each leads to what it counts. */
export function Figures({ of }: { readonly of: Case }) {
  const { totals, progress } = of.data;
  const open = of.rows.filter((row) => row.open);
  const reachable = open.filter(
    ({ secret }) => secret.window?.visibility === "public" || secret.window?.visibility === "anonymous",
  );
  const live = open.filter(({ exposures: [worst] }) => worst === "live" || worst === "env");
  return (
    <dl class="figures">
      {SEVERITIES_IN_ORDER.filter((severity) => totals.bySeverity[severity] > 0).map((severity) => (
        <Figure
          key={severity}
          name={`${severity}, open`}
          value={totals.bySeverity[severity]}
          href={`#secrets?work=open&severity=${severity}`}
          tone={`severity-${severity}`}
        />
      ))}
      <Figure name="live or in ENV" value={live.length} href="#secrets?work=open&exposure=live&exposure=env" />
      <Figure name="anyone may pull" value={reachable.length} />
      {progress === undefined || progress.overdue === 0 ? null : (
        <Figure name="overdue" value={progress.overdue} href="#secrets?sort=due&work=open" tone="severity-critical" />
      )}
      <Figure name="closed" value={totals.secrets - totals.open} href="#secrets?work=closed" />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: number;
  readonly href?: string;
  /** Class of its colour. */
  readonly tone?: string;
}

function Figure({ name, value, href, tone }: FigureProps) {
  const number = value.toLocaleString("en");
  return (
    <div class={tone === undefined ? "figure" : `figure ${tone}`}>
      <dt>{name}</dt>
      <dd>{href === undefined || value === 0 ? number : <a href={href}>{number}</a>}</dd>
    </div>
  );
}
