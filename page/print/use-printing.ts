import { options } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Whether the page is being printed: what paper shows is made then, and at no other time. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  // Before the first paint: who prints as soon as the page is there gets the checklist, not the screen.
  useLayoutEffect(() => {
    const before = (): void => atOnce(() => setPrinting(true));
    const after = (): void => setPrinting(false);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}

/** The browser lays the paper out when the event ends: it does not wait for the next drawing. */
function atOnce(change: () => void): void {
  const later = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  change();
  if (later === undefined) delete options.debounceRendering;
  else options.debounceRendering = later;
}
