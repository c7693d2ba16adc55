import type { PageSecret } from "../../src/report/page/page-data.ts";
import { plural } from "../../src/report/phrases.ts";
import { type Case, repositoryName } from "../case.ts";
import { type ExposureGroup, exposureGroups } from "../exposure-groups.ts";
import { ExposureBadge } from "../parts/badge.tsx";
import { ImageLink } from "../parts/image-link.tsx";

/** Where it is and how each image shows it. */
export function Where({ of, secret }: { readonly of: Case; readonly secret: PageSecret }) {
  const groups = exposureGroups(of, secret);
  const told = of.places(secret).filter(({ toldBy }) => toldBy !== undefined);
  return (
    <section>
      <h2>Where it is</h2>
      {groups.length === 0 ? <p class="soft">No image in this report shows it.</p> : null}
      {groups.length === 0 ? null : (
        <p>
          <a href={`#graph?secret=${secret.id}`}>As a graph</a>
        </p>
      )}
      <ol class="ways">
        {groups.map((group) => (
          <li key={`${group.exposure} ${group.place} ${group.layer} ${group.removedBy?.layer}`}>
            <Way of={of} group={group} />
          </li>
        ))}
      </ol>
      {told.length === 0 ? null : (
        <>
          <h3>Told by other tools</h3>
          <ul>
            {told.map(({ name, line, toldBy }) => (
              <li key={`${name} ${line}`}>
                <code>{name}</code> line {line}, {toldBy}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Way({ of, group }: { readonly of: Case; readonly group: ExposureGroup }) {
  const { exposure, place, line, layer, instruction, removedBy } = group;
  const isServed = group.more > 0 || [...group.images].some((index) => of.image(index).present);
  return (
    <>
      <p class="way">
        <ExposureBadge exposure={exposure} />
        <code>{place}</code>
        {layer === undefined ? null : <span class="soft"> line {line}</span>}
      </p>
      <dl class="lines">
        {layer === undefined && instruction === undefined ? null : (
          <Line name={layer === undefined ? "Set by" : `Layer ${layer}`} text={instruction} />
        )}
        {removedBy === undefined ? null : (
          <Line
            name={`${exposure === "overwritten" ? "Overwritten" : "Deleted"} by layer ${removedBy.layer}`}
            text={removedBy.instruction}
          />
        )}
      </dl>
      {removedBy === undefined || !isServed ? null : (
        <p class="soft">The value is still served in the earlier layer.</p>
      )}
      {isServed ? null : <p class="soft">No image of these is there any more.</p>}
      <Images of={of} group={group} />
    </>
  );
}

const Line = ({ name, text }: { readonly name: string; readonly text: string | undefined }) => (
  <div>
    <dt>{name}</dt>
    <dd>{text === undefined ? <span class="soft">no history line</span> : <code>{text}</code>}</dd>
  </div>
);

/** Images that are named before the reader asks for more. */
const NAMED = 5;

function Images({ of, group: { images, more } }: { readonly of: Case; readonly group: ExposureGroup }) {
  const all = images.size + more;
  const there = [...images].map(of.image).filter(({ present }) => present);
  const gone = images.size - there.length;
  const repositories = new Set((there.length > 0 ? there : [...images].map(of.image)).map(repositoryName));
  return (
    <details class="images" open={all <= NAMED}>
      <summary>
        {plural(all === gone ? gone : all - gone, "image")}, {plural(repositories.size, "repository")}
        {gone === 0 ? "" : all === gone ? ", gone" : `; ${plural(gone, "image")} gone`}
      </summary>
      <ul>
        {[...images].map((index) => (
          <li key={index}>
            <ImageLink image={of.image(index)} />
          </li>
        ))}
        {more === 0 ? null : <li>and {more.toLocaleString("en")} more: exhume show names them</li>}
      </ul>
    </details>
  );
}
