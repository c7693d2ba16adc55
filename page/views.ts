import type { ComponentChild } from "preact";
import type { Case } from "./case.ts";
import type { Route } from "./router.ts";
import { showCoverage } from "./views/coverage.tsx";
import { showFixes } from "./views/fixes.tsx";
import { showGraph } from "./views/graph.tsx";
import { showImage } from "./views/image.tsx";
import { showImages } from "./views/images.tsx";
import { showOverview } from "./views/overview.tsx";
import { showProgress } from "./views/progress.tsx";
import { showRepositories } from "./views/repositories.tsx";
import { showSecret } from "./views/secret.tsx";
import { showSecrets } from "./views/secrets.tsx";

export interface ViewInput {
  readonly of: Case;
  readonly route: Route;
}

/** One part of the report. `id` is its address; `details` are views below it, which the navigation shows as this one. */
export interface View {
  readonly id: string;
  readonly title: string;
  readonly details?: readonly string[];
  /** Absent: in every report. */
  readonly isIn?: (of: Case) => boolean;
  /** What stands beside its name. */
  readonly count?: (of: Case) => string;
  readonly show: (input: ViewInput) => ComponentChild;
}

export const VIEWS: readonly View[] = [
  { id: "overview", title: "Overview", show: showOverview },
  {
    id: "secrets",
    title: "Secrets",
    details: ["secret"],
    count: ({ data }) => data.secrets.length.toLocaleString("en"),
    show: (input) => (input.route.view === "secret" ? showSecret(input) : showSecrets(input)),
  },
  { id: "repositories", title: "Repositories", show: showRepositories },
  {
    id: "images",
    title: "Images",
    details: ["image"],
    count: ({ data }) => data.images.length.toLocaleString("en"),
    show: (input) => (input.route.view === "image" ? showImage(input) : showImages(input)),
  },
  { id: "graph", title: "Exposure graph", show: showGraph },
  { id: "fixes", title: "Dockerfile changes", isIn: ({ data }) => data.fixes.length > 0, show: showFixes },
  { id: "progress", title: "Progress", show: showProgress },
  { id: "coverage", title: "Coverage", show: showCoverage },
];
