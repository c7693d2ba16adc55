import { useState } from "preact/hooks";

/** Copies a text; where a browser gives no clipboard to a file, it selects it for the person to copy. */
export function CopyButton({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid((await copyText(text)) ? "Copied" : "Press Ctrl+C");
    setTimeout(() => setSaid(""), 2000);
  };
  return (
    <button type="button" class="quiet copy" onClick={copy} aria-label={`${label}: ${text.slice(0, 60)}`}>
      <span aria-live="polite">{said === "" ? label : said}</span>
    </button>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
