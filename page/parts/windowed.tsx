import type { ComponentChild } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface WindowedProps<T> {
  readonly rows: readonly T[];
  /** Height of each row in px; longer content is cut by the styles. */
  readonly height: number;
  /** What the table is called for screen readers. */
  readonly label: string;
  readonly head: ComponentChild;
  readonly row: (one: T, place: Place) => ComponentChild;
}

/** Attributes of the `tr` of a row. */
interface Place {
  readonly key: number;
  /** 1-based, the head is the first (WAI-ARIA 1.2, aria-rowindex). */
  readonly "aria-rowindex": number;
}

/** Rows above and below what is seen, so that a turn of the wheel finds them drawn. */
const SPARE = 12;

/** A table of any length: the rows that are seen are drawn, and empty space stands for the others. */
export function Windowed<T>({ rows, height, label, head, row }: WindowedProps<T>) {
  const frame = useRef<HTMLElement>(null);
  const [{ top, seen }, setView] = useState({ top: 0, seen: 40 });
  const look = (): void => {
    const element = frame.current;
    if (element === null) return;
    const next = { top: Math.floor(element.scrollTop / height), seen: Math.ceil(element.clientHeight / height) };
    setView((before) => (before.top === next.top && before.seen === next.seen ? before : next));
  };
  useEffect(() => {
    look();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, [height]);
  useEffect(() => frame.current?.scrollTo(0, 0), [rows]);
  const first = Math.max(0, Math.min(top, rows.length - seen) - SPARE);
  const last = Math.min(rows.length, top + seen + SPARE);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it (WCAG 2.1.1, axe scrollable-region-focusable)
    <section class="windowed" ref={frame} onScroll={look} aria-label={label} tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <thead>{head}</thead>
        <tbody>
          <Space height={first * height} />
          {rows.slice(first, last).map((one, index) => {
            const place = first + index;
            return row(one, { key: place, "aria-rowindex": place + 2 });
          })}
          <Space height={(rows.length - last) * height} />
        </tbody>
      </table>
    </section>
  );
}

const Space = ({ height }: { readonly height: number }) =>
  height === 0 ? null : (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus
    <tr class="space" aria-hidden="true">
      <td style={{ height: `${height}px` }} />
    </tr>
  );
