import type { PageDockerfile, PageFix, PageFixStep } from "./page-data.ts";

/** Steps of one file that are listed: each secret of a base can be one in every repository. */
const STEPS = 50;

/** What the HTML report shows of the change of one source; more may be told of it. */
export function pageFix({ name, reconstructed, verdict, notes, secrets, dockerfiles, steps }: PageFix): PageFix {
  return {
    ...{ name, reconstructed, verdict, notes },
    secrets: secrets.map(({ id, title, verdict: own }) => ({ id, title, verdict: own })),
    dockerfiles: dockerfiles.map(pageDockerfile),
    steps: steps.map(pageStep),
  };
}

function pageDockerfile({ path, fixes, manual, build, diff }: PageDockerfile): PageDockerfile {
  const more = manual.length - STEPS;
  return {
    path,
    fixes: fixes.map(({ id, title, verdict, secrets, notes }) => ({ id, title, verdict, secrets, notes })),
    manual: manual.slice(0, STEPS).map(pageStep),
    ...(more > 0 ? { moreManual: more } : {}),
    ...(build === undefined ? {} : { build }),
    diff,
  };
}

const pageStep = ({ code, path, secret, line, reason, advice, sketch }: PageFixStep): PageFixStep => ({
  code,
  ...(path === undefined ? {} : { path }),
  ...(secret === undefined ? {} : { secret }),
  ...(line === undefined ? {} : { line }),
  reason,
  advice,
  ...(sketch === undefined ? {} : { sketch }),
});
