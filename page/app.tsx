import { useEffect, useRef } from "preact/hooks";
import type { Case } from "./case.ts";
import { ThemeButton } from "./parts/theme-button.tsx";
import { TickBar } from "./parts/tick-bar.tsx";
import { Checklist } from "./print/checklist.tsx";
import { usePrinting } from "./print/use-printing.ts";
import { useRoute } from "./router.ts";
import { VIEWS, type View } from "./views.ts";

/** Views that are printed as they are; any other prints the checklist. */
const PRINTED_ALONE = ["secret", "image"];

export function App({ of }: { readonly of: Case }) {
  const route = useRoute();
  const printing = usePrinting();
  const view = VIEWS.find(({ id, details }) => id === route.view || details?.includes(route.view)) ?? VIEWS[0];
  const main = useRef<HTMLElement>(null);
  const place = `${route.view}/${route.id}`;
  useEffect(() => {
    if (route.view === "") return;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place]);
  if (view === undefined) return null;
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Navigation of={of} current={view} />
      <main id="main" ref={main} tabIndex={-1}>
        {printing && !PRINTED_ALONE.includes(route.view) ? <Checklist of={of} /> : view.show({ of, route })}
        <TickBar ticks={of.ticks} />
      </main>
    </>
  );
}

function Navigation({ of, current }: { readonly of: Case; readonly current: View }) {
  const { tool, generatedAt } = of.data;
  const views = VIEWS.filter(({ isIn }) => isIn === undefined || isIn(of));
  return (
    <header class="side">
      <a class="brand" href="#overview">
        <strong>{tool.name}</strong>
        <span>report of {generatedAt.slice(0, 10)}</span>
      </a>
      <nav aria-label="Parts of the report">
        <ul>
          {views.map(({ id, title, count }) => (
            <li key={id}>
              <a href={`#${id}`} aria-current={id === current.id ? "page" : undefined}>
                {title}
                {count === undefined ? null : <span class="count">{count(of)}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <ThemeButton />
    </header>
  );
}
