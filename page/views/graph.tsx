import "./graph.css";
import { useMemo } from "preact/hooks";
import type { PageSecret } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { buildGraph, type Graph } from "../graph/build-graph.ts";
import { GraphPicture } from "../graph/picture.tsx";
import { Scrolls } from "../parts/scrolls.tsx";
import type { ViewInput } from "../views.ts";

export const showGraph = ({ of, route }: ViewInput) => (
  <GraphView of={of} id={route.chosen.get("secret") ?? ""} repository={route.chosen.get("repository") ?? ""} />
);

interface GraphProps {
  readonly of: Case;
  /** Of a secret; empty: of all that are open. */
  readonly id: string;
  readonly repository: string;
}

/** Secrets that are drawn when none is named: the first ones of the plan. */
const FIRST = 20;

function GraphView({ of, id, repository }: GraphProps) {
  const chosen = useMemo(() => choose(of, id, repository), [of, id, repository]);
  const graph = useMemo(() => buildGraph(of, chosen.secrets), [of, chosen]);
  return (
    <>
      <h1>Exposure graph</h1>
      <p class="soft">{chosen.what}</p>
      {id === "" && repository === "" ? null : (
        <p>
          <a href="#graph">The first secrets of the plan</a>
        </p>
      )}
      {graph.lineage.length === 0 ? null : (
        <p class="soft">A dashed line joins an image with the one that it is built on: rebuild that first.</p>
      )}
      {graph.left === 0 ? null : <p class="soft">{graph.left} more images are not drawn.</p>}
      <Scrolls label="Exposure graph">
        <GraphPicture graph={graph} />
      </Scrolls>
      <Joins graph={graph} />
    </>
  );
}

function choose(of: Case, id: string, repository: string): { secrets: readonly PageSecret[]; what: string } {
  const secret = of.secret(id);
  if (secret !== undefined) return { secrets: [secret], what: `Where ${secret.title} ${secret.id} is.` };
  const rows = of.rows.filter((row) => row.open && (repository === "" || row.repositories.includes(repository)));
  const secrets = rows.slice(0, FIRST).map((row) => row.secret);
  const where = repository === "" ? "" : ` in ${repository}`;
  const more = rows.length > FIRST ? `The first ${FIRST} of ${rows.length}` : `All ${rows.length}`;
  return { secrets, what: `${more} open secrets${where}: the layers they stand in, the images that hold those.` };
}

/** The same for those who do not see the picture. */
function Joins({ graph }: { readonly graph: Graph }) {
  const labels = new Map(graph.nodes.map(({ key, column, label }) => [key, `${column} ${label}`]));
  return (
    <details>
      <summary>The same as a list</summary>
      <ul>
        {graph.edges.map(([a, b]) => (
          <li key={`${a} ${b}`}>
            {labels.get(a)} is in {labels.get(b)}
          </li>
        ))}
        {graph.lineage.map(([base, built]) => (
          <li key={`${base} ${built}`}>
            {labels.get(built)} is built on {labels.get(base)}
          </li>
        ))}
      </ul>
    </details>
  );
}
