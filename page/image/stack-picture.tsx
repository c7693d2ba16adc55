import { size } from "../../src/report/phrases.ts";
import { ExposureBadge } from "../parts/badge.tsx";
import type { ImageStack, ShownSecret, StackedLayer } from "./stack.ts";

/** The layers of an image from the top to the base, with the secrets that each brings or hides. */
export function StackPicture({ stack }: { readonly stack: ImageStack }) {
  const most = Math.max(1, ...stack.layers.map((layer) => layer.size));
  return (
    <ol class="stack" reversed start={Math.max(0, stack.layers.length - 1)}>
      {stack.layers.map((layer) => (
        <Layer key={layer.index} layer={layer} most={most} />
      ))}
    </ol>
  );
}

function Layer({ layer, most }: { readonly layer: StackedLayer; readonly most: number }) {
  const { index, digest, instruction, brings, hides, others } = layer;
  const kind = brings.length > 0 ? " brings" : hides.length > 0 ? " hides" : "";
  return (
    <li class={`layer${kind}`} value={index}>
      <div class="slab">
        <span class="number">{index}</span>
        {instruction === undefined ? <span class="soft">no history line</span> : <code>{instruction}</code>}
        <span class="soft size">
          {layer.size < 0 ? "size unknown" : size(layer.size)}
          <Weight share={layer.size / most} />
        </span>
      </div>
      {brings.map((one) => (
        <Secret key={`${one.secret.id} ${one.place}`} one={one} word={broughtWord(one)} />
      ))}
      {hides.map((one) => (
        <p class="hidden-there" key={`${one.secret.id} ${one.place}`}>
          {one.exposure === "overwritten" ? "overwrites" : "deletes"} <code>{one.place}</code> of layer {one.layer}: the
          value of <a href={`#secret/${one.secret.id}`}>{one.secret.title}</a> stays there
        </p>
      ))}
      <p class="soft digest">
        {digest.slice(0, 19)}
        {others > 0 ? `, also in ${others.toLocaleString("en")} other ${others === 1 ? "image" : "images"} here` : ""}
      </p>
    </li>
  );
}

const broughtWord = ({ removedBy, exposure }: ShownSecret): string =>
  removedBy === undefined
    ? "brings"
    : `brings, ${exposure === "overwritten" ? "overwritten" : "deleted"} by layer ${removedBy}:`;

export const Secret = ({ one, word }: { readonly one: ShownSecret; readonly word: string }) => (
  <p class="brought">
    <ExposureBadge exposure={one.exposure} />
    {word} <a href={`#secret/${one.secret.id}`}>{one.secret.title}</a> in <code>{one.place}</code>
  </p>
);

/** How large the layer is beside the largest one. */
const Weight = ({ share }: { readonly share: number }) => (
  <svg class="weight" viewBox="0 0 60 6" aria-hidden="true">
    <rect width={Math.max(0.5, 60 * Math.max(0, share))} height="6" rx="1" />
  </svg>
);
