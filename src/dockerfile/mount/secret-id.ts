import { baseName } from "../parse/image-path.ts";

const WELL_KNOWN: readonly (readonly [RegExp, string])[] = [
  [/npmrc/, "npmrc"],
  [/netrc$/, "netrc"],
  [/pip\.conf$/, "pip_conf"],
  [/(?:^|\/)auth\.json$/, "composer_auth"],
  [/settings\.xml$/, "maven_settings"],
  [/nuget\.config$/i, "nuget_config"],
  [/\.aws\/(?:credentials|config)$/, "aws"],
  [/kaggle\.json$/, "kaggle"],
  [/(?:service[-_]?account|gcp|gcloud)[\w.-]*\.json$/i, "gcp_sa"],
];

/** Id of a secret file: `[A-Za-z0-9_.-]+`, one id for one source; `taken` tells what an id stands for. */
export const fileSecretId = (
  path: string,
  { source, taken }: { readonly source: string; readonly taken: ReadonlyMap<string, string> },
): string => {
  const known = WELL_KNOWN.find(([pattern]) => pattern.test(path))?.[1];
  const base = known ?? clean(baseName(path));
  for (const id of [base, clean(path), `${clean(path)}_2`]) if ((taken.get(id) ?? source) === source) return id;
  return `${clean(path)}_${taken.size}`;
};

const clean = (path: string): string => path.replace(/[^A-Za-z0-9_.-]+/g, "_").replace(/^[._-]+/, "") || "secret";
