import type { Span } from "../domain/finding.ts";
import { maskSpans } from "../scan/mask-spans.ts";
import { commandSecrets } from "./command-secrets.ts";
import { parseHistoryLine } from "./history.ts";

/** In place of a value, as maskSpans writes it. */
export const MASK = "•••";

/** Names whose value is masked without being found: a wrong mask costs little, a shown password much. */
export const SECRET_NAME =
  /passw|passphrase|pwd|secret|token|key|credential|auth(?!or)|dsn|(?:^|[_.-])(?:pat|pass|cred|creds)(?:$|[_.-])/i;

/** Bytes of a line that are shown: the longest real ones are heredocs. */
const LONGEST = 64 * 1024;

/** A history line that may be shown: found values, all build args, ENV or ARG values with such names, and what commands take as a secret, are `•••`. */
export const maskHistory = (whole: string, found: readonly Span[], declared: ReadonlySet<string>): string => {
  const bytes = Buffer.from(whole);
  const line = bytes.length > LONGEST ? bytes.toString("utf8", 0, LONGEST) : whole;
  const { buildArgs, assignments } = parseHistoryLine(line, declared);
  const secret = assignments.filter(({ name }) => SECRET_NAME.test(name));
  const spans = [...found, ...commandSecrets(line), ...[...buildArgs, ...secret].map(({ span }) => span)];
  const masked = maskSpans(
    bytes.subarray(0, LONGEST),
    spans.filter(({ start, end }) => end > start),
  );
  return bytes.length > LONGEST ? `${masked}…` : masked;
};
