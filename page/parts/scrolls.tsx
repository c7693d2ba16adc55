import type { ComponentChildren } from "preact";

/** Something wider than a phone, which scrolls in its own frame. */
export const Scrolls = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it (WCAG 2.1.1, axe scrollable-region-focusable)
  <section class="scrolls" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
