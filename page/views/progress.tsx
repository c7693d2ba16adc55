import "./progress.css";
import type { Case } from "../case.ts";
import { BurnChart } from "../parts/burn-chart.tsx";
import { Scrolls } from "../parts/scrolls.tsx";
import { type BurnDown, burnDown } from "../progress-data.ts";
import type { ViewInput } from "../views.ts";

export const showProgress = ({ of }: ViewInput) => <Progress of={of} />;

function Progress({ of }: { readonly of: Case }) {
  const burn = burnDown(of.data);
  return (
    <>
      <h1>Progress</h1>
      {burn === undefined ? (
        <p>No audit of this case has ended yet.</p>
      ) : (
        <>
          <BurnChart of={burn} />
          <Audits of={burn} />
        </>
      )}
    </>
  );
}

function Audits({ of }: { readonly of: BurnDown }) {
  const { labels, waves, found, closed, reopened, open } = of;
  return (
    <Scrolls label="Open secrets after each audit">
      <table class="audits">
        <caption>Open secrets after each audit</caption>
        <thead>
          <tr>
            <th scope="col">Audit</th>
            <th scope="col">Open</th>
            {waves.map(({ wave }) => (
              <th scope="col" key={wave}>
                Wave {wave}
              </th>
            ))}
            <th scope="col">Found</th>
            <th scope="col">Closed</th>
            <th scope="col">Re-opened</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((label, index) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{open[index]}</td>
              {waves.map(({ wave, open: ofWave }) => (
                <td key={wave}>{ofWave[index]}</td>
              ))}
              <td>{found[index]}</td>
              <td>{closed[index]}</td>
              <td>{reopened[index]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}
