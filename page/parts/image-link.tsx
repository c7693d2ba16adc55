import type { PageImage } from "../../src/report/page/page-data.ts";
import { repositoryName } from "../case.ts";

/** `registry.example/app:1.0 linux/amd64`, and whether a registry still serves it. */
export function ImageLink({ image }: { readonly image: PageImage }) {
  const { tags, manifest, platform, present, goneSince, since } = image;
  const [tag] = tags;
  const short = manifest.replace(/^sha256:/, "").slice(0, 12);
  return (
    <>
      <a href={`#image/${manifest}`}>
        {repositoryName(image)}
        {tag === undefined ? `@${short}` : `:${tag}`}
      </a>
      <span class="soft">
        {tags.length > 1 ? ` and ${tags.length - 1} more tags` : tag === undefined ? " untagged" : ""}
        {platform === undefined ? "" : `, ${platform}`}
        {since === undefined ? "" : `, since ${since.slice(0, 10)}`}
        {present ? "" : goneSince === undefined ? ", no longer there" : `, gone since ${goneSince.slice(0, 10)}`}
      </span>
    </>
  );
}
