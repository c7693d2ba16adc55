import { useMemo, useState } from "preact/hooks";
import type { Graph } from "./build-graph.ts";
import { type Layout, layOut, NODE, type PlacedNode } from "./layout.ts";

/** The graph as a picture; what is joined with the node under the pointer or the focus stands out. */
export function GraphPicture({ graph }: { readonly graph: Graph }) {
  const layout = useMemo(() => layOut(graph), [graph]);
  const [at, setAt] = useState<string>();
  const lit = useMemo(() => (at === undefined ? undefined : reachedFrom(graph, at)), [graph, at]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture with links in it is no set of fields
    <svg
      class={lit === undefined ? "graph" : "graph lit"}
      viewBox={`-4 -4 ${layout.width + 8} ${layout.height + 8}`}
      width={layout.width + 8}
      height={layout.height + 8}
      role="group"
      aria-label="Secrets, the layers they stand in, the images that hold those, and their repositories"
    >
      <Edges graph={graph} layout={layout} lit={lit} />
      <LineageEdges graph={graph} layout={layout} />
      {layout.nodes.map((node) => (
        <Node key={node.key} node={node} on={lit?.has(node.key) === true} onAt={setAt} />
      ))}
    </svg>
  );
}

interface EdgesProps {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly lit: ReadonlySet<string> | undefined;
}

function Edges({ graph, layout, lit }: EdgesProps) {
  const places = new Map(layout.nodes.map((node) => [node.key, node]));
  return (
    <g>
      {graph.edges.map(([a, b]) => {
        const [from, to] = [places.get(a), places.get(b)];
        if (from === undefined || to === undefined) return null;
        const on = lit?.has(a) === true && lit.has(b);
        return <path key={`${a} ${b}`} class={on ? "edge on" : "edge"} d={curve(from, to)} />;
      })}
    </g>
  );
}

/** Which image is built on which: arcs beside their column. */
function LineageEdges({ graph, layout }: Omit<EdgesProps, "lit">) {
  const places = new Map(layout.nodes.map((node) => [node.key, node]));
  return (
    <g>
      {graph.lineage.map(([base, built]) => {
        const [from, to] = [places.get(base), places.get(built)];
        if (from === undefined || to === undefined) return null;
        return <path key={`${base} ${built}`} class="lineage" d={arc(from, to)} />;
      })}
    </g>
  );
}

function arc(from: PlacedNode, to: PlacedNode): string {
  const x = from.x + NODE.width;
  const [y, end] = [from.y + NODE.height / 2, to.y + NODE.height / 2];
  const bow = Math.min(NODE.between * 0.8, 18 + Math.abs(end - y) / 4);
  return `M${x} ${y} C${x + bow} ${y} ${x + bow} ${end} ${x} ${end}`;
}

function curve(from: PlacedNode, to: PlacedNode): string {
  const [x, y] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [endX, endY] = [to.x, to.y + NODE.height / 2];
  const middle = (x + endX) / 2;
  return `M${x} ${y} C${middle} ${y} ${middle} ${endY} ${endX} ${endY}`;
}

interface NodeProps {
  readonly node: PlacedNode;
  readonly on: boolean;
  readonly onAt: (key: string | undefined) => void;
}

/** Characters that fit in a node. */
const FITS = 28;

function Node({ node, on, onAt }: NodeProps) {
  const { key, x, y, label, column, href } = node;
  const shown = label.length > FITS ? `${label.slice(0, FITS - 1)}…` : label;
  const box = (
    <>
      <title>{`${column} ${label}`}</title>
      <rect width={NODE.width} height={NODE.height} rx="5" />
      <text x="10" y="17">
        {shown}
      </text>
    </>
  );
  return (
    <g
      class={`node node-${column}${on ? " on" : ""}`}
      transform={`translate(${x} ${y})`}
      onPointerEnter={() => onAt(key)}
      onPointerLeave={() => onAt(undefined)}
      onFocusIn={() => onAt(key)}
      onFocusOut={() => onAt(undefined)}
    >
      {href === undefined ? box : <a href={href}>{box}</a>}
    </g>
  );
}

/** A node with all that lies on ways through it, to the left and to the right. */
function reachedFrom({ edges }: Graph, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  const follow = (from: 0 | 1): void => {
    let ends = new Set([start]);
    while (ends.size > 0) {
      ends = new Set(edges.filter((edge) => ends.has(edge[from])).map((edge) => edge[from === 0 ? 1 : 0]));
      for (const end of ends) reached.add(end);
    }
  };
  follow(0);
  follow(1);
  return reached;
}
