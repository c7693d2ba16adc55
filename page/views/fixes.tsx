import "./fixes.css";
import type { PageDockerfile, PageFix, PageFixStep } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { Diff } from "../parts/diff.tsx";
import { SecretLinks } from "../parts/secret-links.tsx";
import type { ViewInput } from "../views.ts";

export const showFixes = ({ of, route }: ViewInput) => <Fixes of={of} id={route.chosen.get("secret") ?? ""} />;

/** `id`: those of one secret; empty: all. */
function Fixes({ of, id }: { readonly of: Case; readonly id: string }) {
  const fixes = of.data.fixes.filter(({ secrets }) => id === "" || secrets.some((secret) => secret.id === id));
  return (
    <>
      <h1>Dockerfile changes</h1>
      <p>
        What keeps the secrets out of the next image. A patch does not end a leak: what was pushed is replaced, whatever
        stands here. <code>exhume fix --map REPOSITORY=FOLDER --out patches</code> writes them as patches; values are
        masked here.
      </p>
      {id === "" ? null : (
        <p>
          Of <SecretLinks ids={[id]} of={of} /> only. <a href="#fixes">All changes</a>
        </p>
      )}
      {fixes.length === 0 ? <p class="soft">There is nothing to change.</p> : null}
      {fixes.map((fix) => (
        <Source key={fix.name} of={of} fix={fix} />
      ))}
    </>
  );
}

function Source({ of, fix }: { readonly of: Case; readonly fix: PageFix }) {
  const { name, reconstructed, verdict, notes, dockerfiles, steps } = fix;
  return (
    <section class="fix">
      <h2>
        {name} <span class={`badge verdict-${verdict.replace("+", "-")}`}>{verdict}</span>
        {reconstructed ? <span class="badge">reconstructed</span> : null}
      </h2>
      {notes.map((note) => (
        <p class="soft" key={note}>
          {note}
        </p>
      ))}
      {dockerfiles.map((dockerfile) => (
        <Dockerfile key={dockerfile.path} of={of} dockerfile={dockerfile} />
      ))}
      <Steps of={of} steps={steps} />
    </section>
  );
}

function Dockerfile({ of, dockerfile }: { readonly of: Case; readonly dockerfile: PageDockerfile }) {
  const { path, fixes, manual, moreManual, build, diff } = dockerfile;
  return (
    <>
      <h3>{path}</h3>
      <ul>
        {fixes.map(({ id, title, verdict, secrets, notes }) => (
          <li key={id}>
            <strong>{id}</strong> ({verdict}): {title}, for <SecretLinks ids={secrets} of={of} />
            {notes.length === 0 ? null : (
              <ul>
                {notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {diff === "" ? null : <Diff text={diff} />}
      {build === undefined ? null : (
        <>
          <p>Built with:</p>
          <pre>{build}</pre>
        </>
      )}
      <Steps of={of} steps={manual} />
      {moreManual === undefined ? null : <p>and {moreManual.toLocaleString("en")} more: exhume fix tells all</p>}
    </>
  );
}

function Steps({ of, steps }: { readonly of: Case; readonly steps: readonly PageFixStep[] }) {
  if (steps.length === 0) return null;
  return (
    <>
      <h4>By hand</h4>
      <ul>
        {steps.map(({ code, path, secret, line, reason, advice, sketch }, index) => (
          <li key={index}>
            <strong>{code}</strong>
            {[path, line === undefined ? undefined : `line ${line}`].filter(Boolean).map((place) => ` ${place}`)}:{" "}
            {reason}
            {secret === undefined ? null : (
              <>
                {" "}
                (<SecretLinks ids={[secret]} of={of} />)
              </>
            )}
            <p class="soft">{advice}</p>
            {sketch === undefined ? null : <pre>{sketch}</pre>}
          </li>
        ))}
      </ul>
    </>
  );
}
