/** A line of an ignore file. All the conditions that it has must hold. */
export interface AllowEntry {
  /** `.exhumeignore:12`. */
  readonly at: string;
  /** First digits of the fingerprint of a secret in a case. */
  readonly secret?: string;
  /** Id of a rule; `*` stands for any text. */
  readonly rule?: string;
  readonly path?: string;
  /** Plain SHA-256 of the value, hex: `scan --reveal-hash` tells it. */
  readonly sha256?: string;
  /** The last day on which it holds, `2027-01-31`. */
  readonly until?: string;
  readonly reason?: string;
}
