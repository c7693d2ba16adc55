import "./secrets.css";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Case } from "../case.ts";
import { type Order, sortRows } from "../columns.ts";
import { type Chosen, FACETS, filterRows, NOTHING, readChosen, writeChosen } from "../filter.ts";
import { FacetMenu } from "../parts/facet-menu.tsx";
import { SecretsTable } from "../parts/secrets-table.tsx";
import { type Route, replaceChosen } from "../router.ts";
import type { SecretRow } from "../secret-row.ts";
import type { ViewInput } from "../views.ts";

export const showSecrets = ({ of, route }: ViewInput) => <Secrets of={of} route={route} />;

function Secrets({ of, route }: { readonly of: Case; readonly route: Route }) {
  const [chosen, setChosen] = useState(() => readChosen(route.chosen));
  const [order, setOrder] = useState<Order>(route.chosen.get("sort") ?? "");
  const address = route.chosen.toString();
  useEffect(() => {
    setChosen(readChosen(route.chosen));
    setOrder(route.chosen.get("sort") ?? "");
  }, [address]);
  const rows = useMemo(() => sortRows(filterRows(of.rows, chosen), order), [chosen, order]);
  useEffect(() => {
    const query = writeChosen(chosen);
    if (order !== "") query.set("sort", order);
    replaceChosen("secrets", query);
  }, [chosen, order]);
  return (
    <>
      <h1>Secrets</h1>
      <Filters of={of} chosen={chosen} onChoose={setChosen} />
      <p class="found" role="status">
        {foundPhrase(rows, of.rows.length)}
      </p>
      <SecretsTable rows={rows} order={order} onOrder={setOrder} />
    </>
  );
}

const foundPhrase = (rows: readonly SecretRow[], all: number): string => {
  const open = rows.filter((row) => row.open).length.toLocaleString("en");
  const of = rows.length === all ? "" : ` of ${all.toLocaleString("en")}`;
  return `${rows.length.toLocaleString("en")}${of} ${all === 1 ? "secret" : "secrets"}, ${open} open`;
};

interface FiltersProps {
  readonly of: Case;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

function Filters({ of, chosen, onChoose }: FiltersProps) {
  const any = chosen.words !== "" || chosen.values.size > 0;
  return (
    <search class="filters">
      <input
        type="search"
        aria-label="Search in titles, ids, paths, repositories and owners"
        placeholder="Search"
        value={chosen.words}
        onInput={(event) => onChoose({ ...chosen, words: event.currentTarget.value })}
      />
      {FACETS.map((facet) => (
        <FacetMenu key={facet.id} facet={facet} rows={of.rows} chosen={chosen} onChoose={onChoose} />
      ))}
      {any ? (
        <button type="button" class="quiet" onClick={() => onChoose(NOTHING)}>
          Show all
        </button>
      ) : null}
    </search>
  );
}
