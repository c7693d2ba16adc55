import "./tick-bar.css";
import { useLayoutEffect, useState } from "preact/hooks";
import { type Ticks, useTicks } from "../ticks.ts";
import { CopyButton } from "./copy-button.tsx";

/** Steps that were ticked, until they are handed back to the case. */
export function TickBar({ ticks }: { readonly ticks: Ticks }) {
  const count = useTicks(ticks);
  const [by, setBy] = useState("");
  const [saved, setSaved] = useState(0);
  const left = count > 0 && saved !== count;
  useLayoutEffect(() => {
    if (!left) return;
    const ask = (event: Event): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [left]);
  if (count === 0) return null;
  const download = (): void => {
    save(
      "events.jsonl",
      ticks.lines(by).map((line) => `${JSON.stringify(line)}\n`),
    );
    setSaved(count);
  };
  return (
    <section class="tick-bar" aria-label="Ticked steps">
      <p role="status">
        <strong>
          {count} {count === 1 ? "step" : "steps"} ticked
        </strong>
        {left ? ", not in the case yet." : ", saved. Now: exhume import events.jsonl"}
      </p>
      <label>
        Your name <input value={by} autocomplete="name" onInput={(event) => setBy(event.currentTarget.value.trim())} />
      </label>
      <button type="button" class="main" onClick={download}>
        Download events.jsonl
      </button>
      <CopyButton text={ticks.commands(by).join("\n")} label="Copy as commands" />
      <button type="button" class="quiet" onClick={ticks.clear}>
        Untick all
      </button>
    </section>
  );
}

function save(name: string, parts: readonly string[]): void {
  const href = URL.createObjectURL(new Blob([...parts], { type: "application/jsonl" }));
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
}
