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
  clientPair("aikido", "Aikido"),
  clientPair("canva", "Canva"),
  clientPair("ramp", "Ramp"),
  {
    kind: "mongodb-atlas-service-account",
    title: "MongoDB Atlas service account (client id and secret)",
    lead: ["mongodb-atlas-client-id"],
    members: [{ rules: ["mongodb-atlas-secret"] }],
  },
  {
    kind: "coinbase-cdp-key",
    title: "Coinbase CDP key (name and secret)",
    lead: ["coinbase-cdp-key-name"],
    members: [{ rules: ["coinbase-api-secret"] }],
  },
  {
    kind: "trello-api-key",
    title: "Trello key and token",
    lead: ["trello-api-key"],
    members: [{ rules: ["trello-token", "trello-legacy-token"] }],
  },
];

function clientPair(provider: string, vendor: string): Pairing {
  return {
    kind: `${provider}-oauth-client`,
    title: `${vendor} OAuth client (id and secret)`,
    lead: [`${provider}-client-id`],
    members: [{ rules: [`${provider}-client-secret`] }],
  };
}
