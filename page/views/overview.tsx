import "./overview.css";
import { plural, size } from "../../src/report/phrases.ts";
import { verdictPhrase } from "../../src/report/verdict.ts";
import type { Case } from "../case.ts";
import { Figures } from "../overview/figures.tsx";
import { Owners } from "../overview/owners.tsx";
import { Waves } from "../overview/waves.tsx";
import type { ViewInput } from "../views.ts";

export const showOverview = ({ of }: ViewInput) => <Overview of={of} />;

function Overview({ of }: { readonly of: Case }) {
  const { verdict, coverage, totals } = of.data;
  return (
    <>
      <h1>
        {totals.open.toLocaleString("en")} of {plural(totals.secrets, "secret")} open
      </h1>
      <p class={`verdict verdict-${verdict}`}>
        <strong>{verdict}</strong> {verdictPhrase(coverage)}. <a href="#coverage">What was read</a>
      </p>
      <Figures of={of} />
      <p class="soft">
        Read: {plural(totals.images, "image")} with {plural(totals.tags, "tag")} in{" "}
        {plural(totals.repositories, "repository")}, {plural(totals.blobs, "blob")}, {size(totals.bytes)}.{" "}
        <Since of={of} />
      </p>
      <h2>What to do first</h2>
      <Waves of={of} />
      <Owners of={of} />
      <footer class="soft">
        <p>
          Case <code>{of.data.case.id}</code> of {of.data.case.targets.join(", ")}. Made{" "}
          {of.data.generatedAt.slice(0, 16).replace("T", " ")} UTC by {of.data.tool.name} {of.data.tool.version}. No
          value of a secret is in this file, and it sends nothing.
        </p>
      </footer>
    </>
  );
}

/** What changed since the audit before the last one. */
function Since({ of }: { readonly of: Case }) {
  const { progress } = of.data;
  if (progress?.since === undefined) return null;
  const { since, found, closed, reopened, leakedAgain } = progress;
  const parts = [
    `${found} new`,
    `${closed} closed`,
    ...(reopened === 0 ? [] : [`${reopened} re-opened`]),
    ...(leakedAgain === 0 ? [] : [`${leakedAgain} rotated and leaked again`]),
  ];
  return (
    <>
      Since audit {since.run} of {since.at.slice(0, 10)}: {parts.join(", ")}. <a href="#progress">Progress</a>
    </>
  );
}
