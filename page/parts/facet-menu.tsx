import { useState } from "preact/hooks";
import { type Chosen, choicesOf, type Facet, turn } from "../filter.ts";
import type { SecretRow } from "../secret-row.ts";

interface FacetMenuProps {
  readonly facet: Facet;
  readonly rows: readonly SecretRow[];
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

/** Choices of one facet with their counts, which are worked out while it is open. */
export function FacetMenu({ facet, rows, chosen, onChoose }: FacetMenuProps) {
  const [open, setOpen] = useState(false);
  const wanted = chosen.values.get(facet.id);
  const close = (event: KeyboardEvent & { currentTarget: HTMLDetailsElement }): void => {
    if (event.key !== "Escape") return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  };
  return (
    <details
      class={`facet${wanted === undefined ? "" : " facet-on"}`}
      name="facet"
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={close}
    >
      <summary>
        {facet.title}
        {wanted === undefined ? null : <span class="chosen">: {[...wanted].join(", ")}</span>}
      </summary>
      {open ? (
        <fieldset>
          <legend class="hidden">{facet.title}</legend>
          {choicesOf(facet, rows, chosen).map(({ value, count }) => (
            <label key={value}>
              <input
                type="checkbox"
                checked={wanted?.has(value) === true}
                onChange={() => onChoose(turn(chosen, facet, value))}
              />
              <span>{value}</span>
              <span class="count">{count.toLocaleString("en")}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
    </details>
  );
}
