import type { ShellCommand } from "../shell/shell-commands.ts";

type Hint = readonly [programs: RegExp, env: string];

/** The variable that a tool reads, where its command that stores the credential has no one shape; by each tool's documentation. */
const HINTS: readonly Hint[] = [
  [/^heroku$/, "HEROKU_API_KEY"],
  [/^(?:netlify|ntl)$/, "NETLIFY_AUTH_TOKEN"],
  [/^wrangler$/, "CLOUDFLARE_API_TOKEN"],
  [/^(?:flyctl|fly)$/, "FLY_API_TOKEN"],
  [/^firebase$/, "GOOGLE_APPLICATION_CREDENTIALS"],
  [/^(?:terraform|tofu)$/, "TF_TOKEN_app_terraform_io"],
  [/^gh$/, "GH_TOKEN"],
  [/^glab$/, "GITLAB_TOKEN"],
  [/^vault$/, "VAULT_TOKEN"],
  [/^cargo$/, "CARGO_REGISTRY_TOKEN"],
  [/^(?:huggingface-cli|hf)$/, "HF_TOKEN"],
  [/^sentry-cli$/, "SENTRY_AUTH_TOKEN"],
  [/^snyk$/, "SNYK_TOKEN"],
  [/^doctl$/, "DIGITALOCEAN_ACCESS_TOKEN"],
];

/** `gem` and `gcloud` have ways of their own. */
const SKETCHES: readonly (readonly [RegExp, (id: string) => string])[] = [
  [
    /^gem$/,
    (id) =>
      `RUN --mount=type=secret,id=${id},env=${id} gem install --clear-sources --source "https://$${id}@HOST/" NAME`,
  ],
  [/^yarn$/, (id) => `RUN npm config set '//HOST/:_authToken' '\${${id}}'`],
  [
    /^gcloud$/,
    (id) =>
      `RUN --mount=type=secret,id=${id},target=/run/secrets/gcp_sa.json CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=/run/secrets/gcp_sa.json gcloud ...`,
  ],
  [/^nuget$/i, (id) => `RUN --mount=type=secret,id=${id},env=${id} nuget push PACKAGE -ApiKey "$${id}" -Source URL`],
];

/** The line to aim for, for the first such tool among the commands. */
export const hintFor = (commands: readonly ShellCommand[], id: string): string | undefined => {
  for (const { name } of commands) {
    const sketch = SKETCHES.find(([programs]) => programs.test(name))?.[1](id);
    const env = HINTS.find(([programs]) => programs.test(name))?.[1];
    if (sketch !== undefined) return sketch;
    if (env !== undefined) return `RUN --mount=type=secret,id=${id},env=${env} ${name} ...`;
  }
  return undefined;
};
