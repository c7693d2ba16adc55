import "./secret.css";
import type { PageSecret, PageTask } from "../../src/report/page/page-data.ts";
import { workWord } from "../../src/rotation/work.ts";
import type { Case } from "../case.ts";
import { SeverityBadge, StateBadge, ValidityBadge } from "../parts/badge.tsx";
import { SecretLinks } from "../parts/secret-links.tsx";
import { Facts } from "../secret/facts.tsx";
import { Timeline } from "../secret/timeline.tsx";
import { Todo } from "../secret/todo.tsx";
import { Where } from "../secret/where.tsx";
import type { ViewInput } from "../views.ts";

export function showSecret({ of, route }: ViewInput) {
  const secret = of.secret(route.id);
  if (secret === undefined)
    return (
      <>
        <h1>No such secret</h1>
        <p>
          This report knows no secret <code>{route.id}</code>. <a href="#secrets">All secrets</a>
        </p>
      </>
    );
  return <Secret of={of} secret={secret} key={secret.id} />;
}

function Secret({ of, secret }: { readonly of: Case; readonly secret: PageSecret }) {
  const task = of.task(secret.task);
  return (
    <article>
      <Neighbours of={of} secret={secret} />
      <h1>{secret.title}</h1>
      <p class="tags">
        <SeverityBadge severity={secret.severity} />
        <ValidityBadge validity={secret.validity} />
        <StateBadge word={workWord(secret)} />
        <code>{secret.id}</code> <span class="mono soft">{secret.preview}</span>
      </p>
      {secret.leakedAgain === true ? <p class="verdict">It was rotated, and leaked again.</p> : null}
      <Companions of={of} secret={secret} task={task} />
      <Facts of={of} secret={secret} task={task} />
      <Where of={of} secret={secret} />
      <Todo of={of} task={task} />
      <Timeline of={of} secret={secret} />
    </article>
  );
}

/** The secrets before and after it in the plan. */
function Neighbours({ of, secret }: { readonly of: Case; readonly secret: PageSecret }) {
  const { secrets } = of.data;
  const index = secrets.indexOf(secret);
  const [before, after] = [secrets[index - 1], secrets[index + 1]];
  return (
    <nav class="neighbours" aria-label="Other secrets">
      <a href="#secrets">All secrets</a>
      {before === undefined ? null : <a href={`#secret/${before.id}`}>Previous</a>}
      {after === undefined ? null : <a href={`#secret/${after.id}`}>Next</a>}
    </nav>
  );
}

interface CompanionsProps {
  readonly of: Case;
  readonly secret: PageSecret;
  readonly task: PageTask;
}

/** Secrets that are rotated with it, and values that stood in its place before or after. */
function Companions({ of, secret, task }: CompanionsProps) {
  const others = task.secrets.flatMap((index) => of.data.secrets[index] ?? []).filter((other) => other !== secret);
  const fixed = of.data.fixes.some((fix) => fix.secrets.some(({ id }) => id === secret.id));
  return (
    <>
      {others.length === 0 ? null : (
        <p>
          Rotated together with <SecretLinks of={of} ids={others.map(({ id }) => id)} />:{" "}
          {task.credential?.likely === true ? "likely one credential, to be confirmed: " : ""}
          {task.credential?.evidence}
        </p>
      )}
      {secret.follows === undefined ? null : (
        <p>
          It came in the place of <SecretLinks of={of} ids={secret.follows} />.
        </p>
      )}
      {secret.followedBy === undefined ? null : (
        <p>
          In its place came <SecretLinks of={of} ids={secret.followedBy} />.
        </p>
      )}
      {fixed ? (
        <p>
          <a href={`#fixes?secret=${secret.id}`}>Dockerfile changes that keep it out of the next image</a>
        </p>
      ) : null}
    </>
  );
}
