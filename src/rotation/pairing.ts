/** Kinds of secrets that work together, by the rules that find them. One more kind is one more entry. */
export interface Pairing {
  readonly kind: string;
  readonly title: string;
  /** Rules of the half that names the account. */
  readonly lead: readonly string[];
  /** One list of rules per other half. */
  readonly members: readonly (readonly string[])[];
}

export const PAIRINGS: readonly Pairing[] = [
  {
    kind: "aws-access-key",
    title: "AWS access key (id and secret)",
    lead: ["aws-access-key-id"],
    members: [["aws-secret-access-key"], ["aws-session-token"]],
  },
];
