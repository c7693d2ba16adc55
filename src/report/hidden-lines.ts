import type { Hidden } from "../domain/rotation.ts";

/** What a report leaves out, and the flag that shows it. */
export const hiddenLines = ({ vendored, lowConfidence }: Hidden): readonly string[] => [
  ...(vendored > 0 ? [`${vendored} more in distribution packages and libraries: --include-vendored`] : []),
  ...(lowConfidence > 0 ? [`${lowConfidence} more of less confidence: --min-confidence low`] : []),
];
