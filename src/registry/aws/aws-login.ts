import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Each of these names a login of its own (AWS SDKs and Tools Reference Guide, environment variables). */
const VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];
/** Keys of a profile that lead to a login; a file may as well hold only a region. */
const LOGIN_KEY =
  /^\s*(?:aws_access_key_id|role_arn|sso_\w+|credential_process|web_identity_token_file|login_session)\s*=/m;

/**
 * Whether an AWS login is plainly there, told without asking anybody: instance metadata, which the SDK would try last,
 * costs seconds where there is none.
 */
export function hasAwsLogin(env: Readonly<Record<string, string | undefined>>, home: string): boolean {
  if (VARIABLES.some((name) => (env[name] ?? "") !== "")) return true;
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, ".aws", "credentials"),
    env.AWS_CONFIG_FILE ?? join(home, ".aws", "config"),
  ];
  return files.some((file) => LOGIN_KEY.test(readIfThere(file)));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
