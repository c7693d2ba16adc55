/** Kinds of secrets that work together, by the rules that find them. One more kind is one more entry. */
export interface Pairing {
  readonly kind: string;
  readonly title: string;
  /** Rules of the half that names the account. */
  readonly lead: readonly string[];
  readonly members: readonly PairingMember[];
}

/** Another half. `leadKind`: it only goes with leading secrets of which `facts.kind` says so. */
interface PairingMember {
  readonly rules: readonly string[];
  readonly leadKind?: string;
}

export const PAIRINGS: readonly Pairing[] = [
  {
    kind: "aws-access-key",
    title: "AWS access key (id and secret)",
    lead: ["aws-access-key-id"],
    members: [{ rules: ["aws-secret-access-key"] }, { rules: ["aws-session-token"], leadKind: "temporary (STS)" }],
  },
];
