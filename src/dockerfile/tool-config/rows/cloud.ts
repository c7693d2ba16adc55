import type { ConfigRow } from "../config-row.ts";

/** Key id, secret key and session token of the default profile. */
const awsConfigure: ConfigRow = {
  // Source: "Environment variables to configure the AWS CLI". The tools take all of them from one place.
  programs: /^aws$/,
  valued: ["--profile"],
  read: ({ words, options }) => {
    const [configure, set, key, value] = words;
    const profile = options.get("--profile")?.text ?? "default";
    const name = /^(?:default\.|profile\.default\.)?(aws_(?:access_key_id|secret_access_key|session_token))$/.exec(
      key?.text ?? "",
    );
    if (configure?.text !== "configure" || set?.text !== "set" || profile !== "default") return undefined;
    if (name?.[1] === undefined || value?.body === undefined) return undefined;
    return { kind: "env", settings: [{ name: name[1].toUpperCase(), value: value.body }] };
  },
  consumers: /^(?:aws|cdk|sam|s3cmd|terraform|tofu|terragrunt|sls|serverless|python[\d.]*)$/,
  together: true,
};

/** The key file is named to each command instead. */
const gcloudActivate: ConfigRow = {
  // Source: "gcloud topic configurations": a property auth/credential_file_override is CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE.
  programs: /^gcloud$/,
  valued: ["--key-file", "--project", "--account"],
  read: ({ words, options }) => {
    const key = options.get("--key-file");
    const [auth, activate] = words.map((one) => one.text);
    if (
      auth !== "auth" ||
      activate !== "activate-service-account" ||
      key?.body === undefined ||
      /^(?:-|\/dev\/)/.test(key.text)
    )
      return undefined;
    const settings = [{ name: "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", value: key.body }];
    return { kind: "env", settings, file: key.text };
  },
  consumers: /^(?:gcloud|gsutil|bq)$/,
  undo: /^auth revoke\b/,
};

const goEnv: ConfigRow = {
  // Source: "go help environment".
  programs: /^go$/,
  read: ({ words, flags }) => {
    const [env, setting, ...others] = words;
    const [, name, value] = /^(GO\w+)=([\s\S]+)$/.exec(setting?.body ?? "") ?? [];
    if (env?.text !== "env" || !flags.has("-w") || others.length > 0 || name === undefined || value === undefined)
      return undefined;
    return { kind: "env", settings: [{ name, value }] };
  },
  consumers: /^go$/,
  undo: /^env -u\b/,
};

/** `mc alias set NAME https://HOST KEY SECRET` is `MC_HOST_NAME=https://KEY:SECRET@HOST`. */
const mcAlias: ConfigRow = {
  // Source: "mc alias set", section "Specify temporary host configuration through environment variable", of the MinIO documentation.
  programs: /^mc(?:li)?$/,
  valued: ["--api", "--path"],
  read: ({ words }) => {
    const [alias, set, name, url, key, secret] = words;
    const [, scheme, host] = /^(https?:\/\/)(.+)$/.exec(url?.body ?? "") ?? [];
    if (alias?.text !== "alias" || set?.text !== "set" || scheme === undefined || !/^\w+$/.test(name?.text ?? ""))
      return undefined;
    if (key?.body === undefined || secret?.body === undefined) return undefined;
    return {
      kind: "env",
      settings: [{ name: `MC_HOST_${name?.text}`, value: `${scheme}${key.body}:${secret.body}@${host}` }],
    };
  },
  consumers: /^mc(?:li)?$/,
  undo: /^alias (?:rm|remove)\b/,
};

/** helm reads no variable for the password of a repository, so the step takes the repository out again. */
const helmRepo: ConfigRow = {
  programs: /^helm$/,
  valued: ["--username", "--password", "-u", "-p", "--ca-file", "--cert-file", "--key-file"],
  read: ({ words }) => {
    const [first, second, third] = words;
    if (first?.text === "repo" && second?.text === "add" && third?.body !== undefined)
      return { kind: "undo", command: `helm repo remove ${third.body}` };
    if (first?.text === "registry" && second?.text === "login" && third?.body !== undefined)
      return { kind: "undo", command: `helm registry logout ${third.body}` };
    return undefined;
  },
  consumers: /^(?:helm|helmfile)$/,
};

const azLogin: ConfigRow = {
  programs: /^az$/,
  read: ({ words }) => (words[0]?.text === "login" ? { kind: "undo", command: "az logout" } : undefined),
  consumers: /^(?:az|azcopy|terraform|tofu|terragrunt)$/,
};

const subscription: ConfigRow = {
  programs: /^subscription-manager$/,
  read: ({ words }) =>
    words[0]?.text === "register" ? { kind: "undo", command: "subscription-manager unregister" } : undefined,
  consumers: /^(?:subscription-manager|yum|dnf|microdnf)$/,
};

export const CLOUD_ROWS: readonly ConfigRow[] = [
  awsConfigure,
  gcloudActivate,
  goEnv,
  mcAlias,
  helmRepo,
  azLogin,
  subscription,
];
