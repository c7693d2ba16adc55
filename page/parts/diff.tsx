import "./diff.css";

/** A unified diff; the sign of each line says what its colour says. */
export function Diff({ text }: { readonly text: string }) {
  return (
    <pre class="diff">
      {text
        .trimEnd()
        .split("\n")
        .map((line, index) => (
          <span key={index} class={kindOf(line)}>
            {`${line}\n`}
          </span>
        ))}
    </pre>
  );
}

const kindOf = (line: string): string => {
  if (/^(?:---|\+\+\+|diff )/.test(line)) return "file";
  if (line.startsWith("@@")) return "hunk";
  return line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "kept";
};
