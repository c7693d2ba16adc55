import { COLUMNS, type Graph, type GraphNode } from "./build-graph.ts";

export interface PlacedNode extends GraphNode {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

export const NODE = { width: 210, height: 26, gap: 8, between: 90 } as const;

/** Times that each column is put in order by its neighbours; more change little (Sugiyama, barycentre heuristic). */
const SWEEPS = 6;

/** Columns from left to right; in each, a node stands near those that it is joined with. */
export function layOut({ nodes, edges }: Graph): Layout {
  const columns = COLUMNS.map((column) => nodes.filter((node) => node.column === column)).filter(
    (column) => column.length > 0,
  );
  const neighbours = new Map<string, string[]>();
  for (const [a, b] of edges) {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  }
  const rank = new Map(
    columns.flatMap((column) => column.map(({ key }, index) => [key, index / column.length] as const)),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const middle = new Map(
        column.map(({ key }) => [key, mean((neighbours.get(key) ?? []).map((one) => rank.get(one) ?? 0))]),
      );
      column.sort((a, b) => (middle.get(a.key) ?? 0) - (middle.get(b.key) ?? 0));
      for (const [index, { key }] of column.entries()) rank.set(key, index / column.length);
    }
  const step = NODE.height + NODE.gap;
  const height = Math.max(1, ...columns.map((column) => column.length)) * step;
  const placed = columns.flatMap((column, at) =>
    column.map((node, index) => ({
      ...node,
      x: at * (NODE.width + NODE.between),
      y: (height - column.length * step) / 2 + index * step,
    })),
  );
  return { nodes: placed, height, width: columns.length * (NODE.width + NODE.between) - NODE.between };
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
