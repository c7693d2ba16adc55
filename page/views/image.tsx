import "./image.css";
import type { PageImage } from "../../src/report/page/page-data.ts";
import { type Case, repositoryName } from "../case.ts";
import { type ImageStack, stackOf } from "../image/stack.ts";
import { Secret, StackPicture } from "../image/stack-picture.tsx";
import { lineageOf } from "../lineage.ts";
import { ImageLink } from "../parts/image-link.tsx";
import type { ViewInput } from "../views.ts";

export function showImage({ of, route }: ViewInput) {
  const holders = of.data.images.filter(({ manifest }) => manifest === route.id);
  const [image] = holders;
  if (image === undefined)
    return (
      <>
        <h1>No such image</h1>
        <p>
          This report knows no image <code>{route.id}</code>; only those that show a secret are in it.{" "}
          <a href="#images">All images</a>
        </p>
      </>
    );
  return <Image of={of} holders={holders} image={image} key={image.manifest} />;
}

interface ImageProps {
  readonly of: Case;
  readonly image: PageImage;
  /** The same manifest in other repositories too. */
  readonly holders: readonly PageImage[];
}

function Image({ of, image, holders }: ImageProps) {
  const stacks = holders.map((holder) => stackOf(of, holder));
  const stack = stacks.reduce(wider);
  return (
    <article>
      <p class="neighbours">
        <a href="#images">All images</a>
      </p>
      <h1>
        {repositoryName(image)}
        {image.tags[0] === undefined ? "" : `:${image.tags[0]}`}
      </h1>
      <p class="mono soft">{image.manifest}</p>
      <dl class="held">
        {holders.map((holder) => (
          <Holder key={repositoryName(holder)} image={holder} />
        ))}
      </dl>
      <Family of={of} image={image} />
      {stack.beside.length === 0 ? null : (
        <>
          <h2>In its config and metadata</h2>
          {stack.beside.map((one) => (
            <Secret key={`${one.secret.id} ${one.place} ${one.exposure}`} one={one} word="shows" />
          ))}
        </>
      )}
      <h2>Layers, from the top to the base</h2>
      {stack.layers.length === 0 ? (
        <p class="soft">The case does not hold the layers of this image.</p>
      ) : (
        <StackPicture stack={stack} />
      )}
    </article>
  );
}

/** Images that are named on each side. */
const NAMED = 20;

/** What it is built on, and what is built on it: that is rebuilt after it. */
function Family({ of, image }: { readonly of: Case; readonly image: PageImage }) {
  const { bases, built } = lineageOf(of.data.images, image);
  return (
    <>
      <Relatives title="Built on" images={bases} />
      <Relatives title="Built on it, and to be rebuilt after it" images={built} />
    </>
  );
}

function Relatives({ title, images }: { readonly title: string; readonly images: readonly PageImage[] }) {
  if (images.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul class="plain-list">
        {images.slice(0, NAMED).map((image) => (
          <li key={`${repositoryName(image)} ${image.manifest}`}>
            <ImageLink image={image} />
          </li>
        ))}
        {images.length > NAMED ? <li>and {images.length - NAMED} more</li> : null}
      </ul>
    </>
  );
}

const wider = (a: ImageStack, b: ImageStack): ImageStack => (count(b) > count(a) ? b : a);
const count = ({ layers, beside }: ImageStack): number =>
  layers.reduce((sum, { brings }) => sum + brings.length, beside.length);

function Holder({ image }: { readonly image: PageImage }) {
  const { tags, platform, since, sinceIs, pulledAt, pulls, present, goneSince } = image;
  const served = present ? "still there" : `gone${goneSince === undefined ? "" : ` since ${goneSince.slice(0, 10)}`}`;
  const parts = [
    tags.length === 0 ? "untagged" : `tags ${tags.join(", ")}`,
    platform,
    since === undefined ? undefined : `${sinceIs === "pushed" ? "pushed" : "made"} ${since.slice(0, 10)}`,
    pulledAt === undefined ? undefined : `last pull ${pulledAt.slice(0, 10)}`,
    pulls === undefined ? undefined : `${pulls.toLocaleString("en")} pulls of the repository`,
    served,
  ];
  return (
    <div>
      <dt>{repositoryName(image)}</dt>
      <dd>{parts.filter((part) => part !== undefined).join(", ")}</dd>
    </div>
  );
}
