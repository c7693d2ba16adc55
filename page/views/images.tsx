import { useState } from "preact/hooks";
import { plural } from "../../src/report/phrases.ts";
import { type Case, repositoryName } from "../case.ts";
import { ImageLink } from "../parts/image-link.tsx";
import type { ViewInput } from "../views.ts";

export const showImages = ({ of }: ViewInput) => <Images of={of} />;

/** Images that are listed at a time. */
const SHOWN = 500;

function Images({ of }: { readonly of: Case }) {
  const [words, setWords] = useState("");
  const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
  const images = of.data.images.filter((image) => {
    const text = [repositoryName(image), ...image.tags, image.manifest].join(" ").toLowerCase();
    return terms.every((term) => text.includes(term));
  });
  return (
    <>
      <h1>Images</h1>
      <p class="soft">
        Images that show a secret; the case holds {plural(of.data.totals.images, "different image")} in all.
      </p>
      <search class="filters">
        <input
          type="search"
          aria-label="Search in repositories, tags and digests"
          placeholder="Search"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </search>
      <p class="found" role="status">
        {images.length.toLocaleString("en")} {images.length === 1 ? "image" : "images"}
        {images.length > SHOWN ? `, the first ${SHOWN} are listed` : ""}
      </p>
      <ul class="plain-list">
        {images.slice(0, SHOWN).map((image) => (
          <li key={`${repositoryName(image)} ${image.manifest}`}>
            <ImageLink image={image} />
          </li>
        ))}
      </ul>
    </>
  );
}
