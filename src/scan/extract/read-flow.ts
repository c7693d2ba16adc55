import { createFields, DEEPEST, type Emit, type Fields, type Part } from "./entry.ts";
import { readQuoted, type Scalar, withoutComment } from "./scalar.ts";

interface Frame {
  readonly closes: "}" | "]";
  readonly path: readonly string[];
  readonly fields: Fields;
  /** The key before the colon, in an object. */
  key: string | undefined;
}

/**
 * JSON with all that people add to it (comments, bare words, single quotes, trailing commas), the flow style of YAML and
 * inline tables of TOML. Reads from the bracket at the start of the part to where it closes, and returns that offset.
 */
export const readFlow = ({ text, span, path }: Part, emit: Emit): number => {
  const frames: Frame[] = [];
  let at = span.start;
  while (at < span.end) {
    const char = text[at] as string;
    if (char === "{" || char === "[") open({ frames, emit, path }, char);
    else if (char === "}" || char === "]") close(frames);
    else if (isComment(text, at)) {
      at = endOfComment(text, at);
      continue;
    } else if (char === ",") forgetKey(frames.at(-1));
    else if (!/[\s:=]/.test(char)) {
      const scalar = readScalar(
        { text, end: span.end, inKey: frames.at(-1)?.closes === "}" && frames.at(-1)?.key === undefined },
        at,
      );
      place(frames.at(-1), scalar);
      at = Math.max(at + 1, scalar.next);
      continue;
    }
    at++;
    if (frames.length === 0) return at;
  }
  while (frames.length > 0) close(frames);
  return at;
};

interface Opening {
  readonly frames: Frame[];
  readonly emit: Emit;
  readonly path: readonly string[];
}

const open = ({ frames, emit, path }: Opening, char: "{" | "["): void => {
  const outer = frames.at(-1);
  const base = outer?.path ?? path;
  frames.push({
    closes: char === "{" ? "}" : "]",
    path: outer?.key === undefined || base.length >= DEEPEST ? base : [...base, outer.key],
    fields: createFields(emit),
    key: undefined,
  });
};

const close = (frames: Frame[]): void => {
  frames.pop()?.fields.close();
};

const forgetKey = (frame: Frame | undefined): void => {
  if (frame !== undefined) frame.key = undefined;
};

/** The first scalar of a field of an object is its key; any other is a value. */
const place = (frame: Frame | undefined, { value, span, quoted }: Scalar): void => {
  if (frame === undefined) return;
  if (frame.closes === "}" && frame.key === undefined) frame.key = value;
  else {
    frame.fields.add({ path: frame.key === undefined ? frame.path : [...frame.path, frame.key], span, value, quoted });
    frame.key = undefined;
  }
};

interface At {
  readonly text: string;
  readonly end: number;
  readonly inKey: boolean;
}

const KEY_ENDS = /[:=,{}[\]\r\n]/g;
const VALUE_ENDS = /[,}\]\r\n]/g;

const readScalar = ({ text, end, inKey }: At, at: number): Scalar => {
  const quoted = readQuoted(text, { start: at, end });
  if (quoted !== undefined) return quoted;
  const ends = inKey ? KEY_ENDS : VALUE_ENDS;
  ends.lastIndex = at;
  const stop = Math.min(end, ends.exec(text)?.index ?? end);
  const written = withoutComment(text.slice(at, stop), /[ \t](?:#|\/\/)/);
  return { value: written, span: { start: at, end: at + written.length }, quoted: false, next: stop };
};

const isComment = (text: string, at: number): boolean =>
  text.startsWith("//", at) || text.startsWith("/*", at) || (text[at] === "#" && /\s/.test(text[at - 1] ?? " "));

const endOfComment = (text: string, at: number): number => {
  const [closing, length] = text.startsWith("/*", at) ? ["*/", 2] : ["\n", 1];
  const end = text.indexOf(closing as string, at + 1);
  return end < 0 ? text.length : end + (length as number);
};
