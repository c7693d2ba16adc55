import type { Severity, Validity } from "../../src/domain/finding.ts";
import type { ExposureKind } from "../../src/domain/rotation.ts";

/** A word with a colour; the word alone says it too. */
export const SeverityBadge = ({ severity }: { readonly severity: Severity }) => (
  <span class={`badge severity-${severity}`}>{severity}</span>
);

export const StateBadge = ({ word }: { readonly word: string }) => <span class="badge state">{word}</span>;

export const ExposureBadge = ({ exposure }: { readonly exposure: ExposureKind }) => (
  <span class={`badge exposure exposure-${exposure}`}>{exposure}</span>
);

export const ValidityBadge = ({ validity }: { readonly validity: Validity }) => (
  <span class={`badge validity-${validity}`}>{validity}</span>
);
