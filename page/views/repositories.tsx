import "./repositories.css";
import type { Case } from "../case.ts";
import { type HeatRow, heatOf } from "../heat.ts";
import { SEVERITIES_IN_ORDER } from "../orders.ts";
import { Scrolls } from "../parts/scrolls.tsx";
import type { ViewInput } from "../views.ts";

export const showRepositories = ({ of }: ViewInput) => <Repositories of={of} />;

function Repositories({ of }: { readonly of: Case }) {
  const rows = heatOf(of);
  const most = Math.max(1, ...rows.flatMap(({ bySeverity }) => Object.values(bySeverity)));
  return (
    <>
      <h1>Repositories</h1>
      <p class="soft">
        Open secrets by repository and severity; a secret counts in each repository of which an image that is still
        there holds it. Gone: only images that are there no more held it.
      </p>
      <Scrolls label="Open secrets by repository">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">Repository</th>
              {SEVERITIES_IN_ORDER.map((severity) => (
                <th scope="col" key={severity}>
                  {severity}
                </th>
              ))}
              <th scope="col">live or env</th>
              <th scope="col">gone</th>
              <th scope="col">closed</th>
              <th scope="col">images</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.repository} row={row} most={most} />
            ))}
          </tbody>
        </table>
      </Scrolls>
    </>
  );
}

function Row({ row, most }: { readonly row: HeatRow; readonly most: number }) {
  const link = `#secrets?${new URLSearchParams({ repository: row.repository })}`;
  return (
    <tr>
      <th scope="row">
        <a href={link}>{row.repository}</a>
        {row.public ? (
          <>
            {" "}
            <span class="badge severity-critical">anyone may pull</span>
          </>
        ) : null}
      </th>
      {SEVERITIES_IN_ORDER.map((severity) => {
        const count = row.bySeverity[severity];
        return (
          <td key={severity} class={`cell severity-${severity}`} style={{ "--heat": heatShare(count, most) }}>
            {count === 0 ? "" : <a href={`${link}&severity=${severity}&work=open`}>{count}</a>}
          </td>
        );
      })}
      <td class="cell">{row.live === 0 ? "" : row.live}</td>
      <td class="cell soft">{row.gone === 0 ? "" : row.gone}</td>
      <td class="cell soft">{row.closed === 0 ? "" : row.closed}</td>
      <td class="cell soft">{row.images.toLocaleString("en")}</td>
    </tr>
  );
}

/** By the logarithm: one secret is seen beside a hundred. */
const heatShare = (count: number, most: number): string =>
  `${count === 0 ? 0 : Math.round(12 + 33 * (Math.log1p(count) / Math.log1p(most)))}%`;
