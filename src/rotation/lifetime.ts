import type { Facts } from "../domain/finding.ts";

/** How long a secret lives at most, where its facts bound it and its rule, which finds others too, cannot. ISO 8601 durations. */
interface Bound {
  readonly facts: Readonly<Record<string, RegExp>>;
  readonly lifetime: string;
}

const BOUNDS: readonly Bound[] = [
  // IAM User Guide, "Compare AWS STS credentials": GetFederationToken and GetSessionToken, 36 hours at most.
  { facts: { kind: /^temporary \(STS\)$/ }, lifetime: "PT36H" },
  // Amazon ECR API, GetAuthorizationToken: valid for 12 hours.
  { facts: { user: /^AWS$/, registry: /\.dkr[.-]ecr[.-]/ }, lifetime: "PT12H" },
  // Artifact Registry, "Set up authentication for Docker": an access token is valid for 60 minutes.
  { facts: { user: /^(?:oauth2accesstoken|_dcgcloud_token)$/ }, lifetime: "PT1H" },
  // Azure Container Registry, "Authentication options": the refresh token of `az acr login` is valid for 3 hours.
  { facts: { user: /^0{8}-0{4}-0{4}-0{4}-0{12}$/, registry: /\.azurecr\./ }, lifetime: "PT3H" },
];

export const lifetimeOf = (facts: Facts): string | undefined =>
  BOUNDS.find((bound) => Object.entries(bound.facts).every(([name, form]) => form.test(String(facts[name] ?? ""))))
    ?.lifetime;
