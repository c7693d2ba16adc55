import type { Case } from "../case.ts";
import { ownerRows } from "../owners.ts";
import { Scrolls } from "../parts/scrolls.tsx";

/** Owners that are listed. */
const SHOWN = 20;

/** Who has what to do. */
export function Owners({ of }: { readonly of: Case }) {
  const rows = ownerRows(of);
  if (rows.length === 0 || rows.every(({ owner }) => owner === "")) return null;
  return (
    <section>
      <h2>By owner</h2>
      <Scrolls label="Open secrets by owner">
        <table class="owners">
          <thead>
            <tr>
              <th scope="col">Owner</th>
              <th scope="col">Open</th>
              <th scope="col">Critical</th>
              <th scope="col">Overdue</th>
              <th scope="col">Next due</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map(({ owner, open, critical, overdue, due }) => {
              const name = owner === "" ? "unknown" : owner;
              return (
                <tr key={name}>
                  <th scope="row">
                    <a href={`#secrets?${new URLSearchParams({ work: "open", owner: name })}`}>{name}</a>
                  </th>
                  <td>{open}</td>
                  <td>{critical === 0 ? "" : critical}</td>
                  <td class={overdue === 0 ? "" : "overdue"}>{overdue === 0 ? "" : overdue}</td>
                  <td>{due?.slice(0, 10)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolls>
      {rows.length > SHOWN ? <p class="soft">and {rows.length - SHOWN} more: filter the secrets by owner</p> : null}
    </section>
  );
}
