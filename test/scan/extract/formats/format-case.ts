/**
 * A file as its own tool writes it. `«<password>»` marks a value that must be found, `«base64|<password>»` one that
 * stands there encoded; everything else in the file must stay unsaid.
 */
export interface FormatCase {
  readonly title: string;
  readonly path: string;
  readonly text: string;
  /** For each mark in turn: the rule, and the name of the value where it has one. */
  readonly finds: readonly string[];
}
