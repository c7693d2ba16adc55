import "./coverage.css";
import { useState } from "preact/hooks";
import { gapGroups } from "../../src/report/gap-groups.ts";
import { COVERAGE_STATUSES, type CoverageEntry } from "../../src/report/model.ts";
import { plural } from "../../src/report/phrases.ts";
import { verdictPhrase } from "../../src/report/verdict.ts";
import type { Case } from "../case.ts";
import type { ViewInput } from "../views.ts";

export const showCoverage = ({ of }: ViewInput) => <Coverage of={of} />;

function Coverage({ of }: { readonly of: Case }) {
  const { coverage, totals, log } = of.data;
  const [words, setWords] = useState("");
  const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = coverage.entries.filter((entry) => {
    const text = [entry.subject, entry.path ?? "", entry.reason, entry.status, entry.scope].join(" ").toLowerCase();
    return terms.every((term) => text.includes(term));
  });
  return (
    <>
      <h1>Coverage</h1>
      <p class={`verdict verdict-${coverage.verdict}`}>
        <strong>{coverage.verdict}</strong> {verdictPhrase(coverage)}
      </p>
      <dl class="figures">
        {COVERAGE_STATUSES.map((status) => (
          <div key={status}>
            <dt>{status}</dt>
            <dd>{coverage.counts[status].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      <Hidden hidden={totals.hidden} />
      {coverage.entries.length === 0 ? null : (
        <search class="filters">
          <input
            type="search"
            aria-label="Search in the ledger"
            placeholder="Search"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </search>
      )}
      <Ledger entries={entries} />
      {log === undefined ? null : (
        <p class="soft">
          Event log: {log.entries} entries, head <code>{log.head}</code>.{" "}
          {log.broken === undefined ? "" : `The log was changed: ${log.broken}.`}
        </p>
      )}
    </>
  );
}

function Hidden({ hidden }: { readonly hidden: Case["data"]["totals"]["hidden"] }) {
  const { vendored, lowConfidence, weakInLibraries } = hidden;
  const parts = [
    vendored === 0
      ? ""
      : `${vendored} secrets in distribution packages and libraries (exhume report --include-vendored)`,
    lowConfidence === 0 ? "" : `${lowConfidence} below the confidence that was asked for`,
    weakInLibraries === 0 ? "" : `${weakInLibraries} weak candidates in libraries, which are counted only`,
  ].filter(Boolean);
  return parts.length === 0 ? null : <p>Not in this report: {parts.join("; ")}.</p>;
}

/** Entries of a group that are named. */
const NAMED = 100;

function Ledger({ entries }: { readonly entries: readonly CoverageEntry[] }) {
  return (
    <ul class="ledger">
      {gapGroups(entries).map(({ status, scope, reason, entries: members }) => (
        <li key={`${status} ${scope} ${reason}`}>
          <details open={members.length <= 3}>
            <summary>
              <span class={`badge status-${status}`}>{status}</span>
              {plural(members.length, scope)}: {reason}
            </summary>
            <ul>
              {members.slice(0, NAMED).map(({ subject, path }) => (
                <li key={`${subject} ${path}`}>
                  <code>{subject}</code> {path === undefined ? null : <code>{path}</code>}
                </li>
              ))}
              {members.length > NAMED ? <li>and {members.length - NAMED} more</li> : null}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
