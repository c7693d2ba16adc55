import type { PageSecret } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { timelineOf } from "../timeline.ts";

/** From the first push to the end of the work. */
export function Timeline({ of, secret }: { readonly of: Case; readonly secret: PageSecret }) {
  const moments = timelineOf(of, secret);
  return (
    <section>
      <h2>What happened</h2>
      <ol class="timeline">
        {moments.map(({ at, what, note, kind }) => (
          <li key={`${at} ${what}`} class={`moment-${kind}`}>
            <time dateTime={at}>{at.slice(0, 10)}</time>
            <span>
              {what}
              {note === undefined ? null : <span class="under">{note}</span>}
            </span>
          </li>
        ))}
        <li class="moment-now">
          <time dateTime={of.data.generatedAt}>{of.data.generatedAt.slice(0, 10)}</time>
          <span>{standing(secret)}</span>
        </li>
      </ol>
      {secret.window?.maybeEarlier === true ? (
        <p class="soft">Some image with it has no date: it may have begun earlier.</p>
      ) : null}
    </section>
  );
}

const standing = ({ window, state }: PageSecret): string => {
  const served =
    window?.served === true ? (window.local === true ? "in archives" : "still served") : "no longer served";
  return `This report: ${served}, work ${state}`;
};
