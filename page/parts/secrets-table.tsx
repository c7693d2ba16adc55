import { useEffect, useState } from "preact/hooks";
import type { Validity } from "../../src/domain/finding.ts";
import { plural } from "../../src/report/phrases.ts";
import { workWord } from "../../src/rotation/work.ts";
import { ariaSort, COLUMNS, nextOrder, type Order } from "../columns.ts";
import type { SecretRow } from "../secret-row.ts";
import { ExposureBadge, SeverityBadge, StateBadge, ValidityBadge } from "./badge.tsx";
import { Windowed } from "./windowed.tsx";

interface SecretsTableProps {
  readonly rows: readonly SecretRow[];
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

/** Heights of a row and of a card, as in `secrets.css`. */
const ROW = 52;
const CARD = 116;

export function SecretsTable({ rows, order, onOrder }: SecretsTableProps) {
  const narrow = useNarrow();
  if (rows.length === 0) return <p class="empty">No secret is like that.</p>;
  const head = (
    <tr aria-rowindex={1}>
      {COLUMNS.map((column) => (
        <th key={column.id} scope="col" class={`column-${column.id}`} aria-sort={ariaSort(order, column)}>
          <button type="button" onClick={() => onOrder(nextOrder(order, column))}>
            {column.title}
          </button>
        </th>
      ))}
    </tr>
  );
  return (
    <Windowed
      rows={rows}
      height={narrow ? CARD : ROW}
      label="Secrets"
      head={head}
      row={(row, place) => (
        <tr {...place}>
          <Cells row={row} />
        </tr>
      )}
    />
  );
}

function Cells({ row: { secret, exposures, images, repositories, there, owner } }: { readonly row: SecretRow }) {
  const [worst] = exposures;
  const holders = there.size > 0 ? [...there.keys()] : repositories;
  return (
    <>
      <td class="column-severity">
        <SeverityBadge severity={secret.severity} />
      </td>
      <th scope="row" class="column-secret">
        <a href={`#secret/${secret.id}`}>{secret.title}</a>
        <span class="under">
          <code>{secret.id}</code> {secret.preview}
        </span>
      </th>
      <td class="column-owner">{owner === "" ? <span class="soft">unknown</span> : owner}</td>
      <td class="column-exposure">
        {worst === undefined ? (
          <span class="soft">{repositories.length === 0 ? "in no image" : "gone"}</span>
        ) : (
          <ExposureBadge exposure={worst} />
        )}
      </td>
      <td class="column-images">
        {images.toLocaleString("en")}
        <span class="under">{holders.length === 1 ? holders[0] : plural(holders.length, "repository")}</span>
      </td>
      <td class="column-since">{secret.window?.from?.slice(0, 10) ?? <span class="soft">unknown</span>}</td>
      <td class={secret.overdue === true ? "column-due overdue" : "column-due"}>
        {secret.due?.slice(0, 10)}
        {secret.overdue === true ? <span class="under">overdue</span> : null}
      </td>
      <td class="column-state">
        <StateBadge word={workWord(secret)} />
        {ASKED.has(secret.validity) ? (
          <span class="under">
            <ValidityBadge validity={secret.validity} />
          </span>
        ) : null}
      </td>
    </>
  );
}

/** What a provider said of a secret. */
const ASKED: ReadonlySet<Validity> = new Set<Validity>(["active", "dead"]);

const NARROW = "(max-width: 54rem)";

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const changed = (): void => setNarrow(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return narrow;
}
