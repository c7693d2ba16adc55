import type { Case } from "../case.ts";
import { ExposureBadge, SeverityBadge, StateBadge } from "../parts/badge.tsx";
import type { ViewInput } from "../views.ts";

export const showSecrets = ({ of }: ViewInput) => <Secrets of={of} />;

function Secrets({ of }: { readonly of: Case }) {
  return (
    <>
      <h1>Secrets</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Secret</th>
            <th scope="col">Exposure</th>
            <th scope="col">Images</th>
            <th scope="col">Work</th>
          </tr>
        </thead>
        <tbody>
          {of.rows.slice(0, 100).map(({ secret, exposure, images }) => (
            <tr key={secret.id}>
              <td>
                <SeverityBadge severity={secret.severity} />
              </td>
              <td>
                <a href={`#secret/${secret.id}`}>{secret.title}</a> <code>{secret.id}</code>
              </td>
              <td>{exposure === undefined ? "no image" : <ExposureBadge exposure={exposure} />}</td>
              <td>{images}</td>
              <td>
                <StateBadge state={secret.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
