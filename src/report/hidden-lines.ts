import type { Hidden } from "../domain/rotation.ts";
import { plural } from "./phrases.ts";

/** What a report leaves out, and the flag that shows it. */
export const hiddenLines = ({ vendored, lowConfidence, weakInLibraries }: Hidden): readonly string[] => [
  ...(vendored > 0 ? [`${vendored} more in distribution packages and libraries: --include-vendored`] : []),
  ...(lowConfidence > 0 ? [`${lowConfidence} more of less confidence: --min-confidence low`] : []),
  ...(weakInLibraries > 0
    ? [`not counted as findings: ${plural(weakInLibraries, "weak candidate")} in libraries`]
    : []),
];
