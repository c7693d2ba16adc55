import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasAwsLogin } from "../../../src/registry/aws/aws-login.ts";
import { scratch } from "../../support/scratch.ts";

const home = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = scratch();
  mkdirSync(join(folder, ".aws"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, ".aws", name), text);
  return folder;
};

describe("an AWS login is plainly there", () => {
  it.each([
    [{ AWS_ACCESS_KEY_ID: "id" }, {}],
    [{ AWS_PROFILE: "prod" }, {}],
    [{ AWS_WEB_IDENTITY_TOKEN_FILE: "/token" }, {}],
    [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/" }, {}],
    [{}, { credentials: "[default]\naws_access_key_id = id\n" }],
    [{}, { config: "[profile sso]\nregion = eu-west-1\nsso_session = corp\n" }],
    [{}, { config: "[profile role]\nrole_arn=arn:aws:iam::123456789012:role/audit\n" }],
  ])("with %j and %j", (env, files) => {
    expect(hasAwsLogin(env, home(files))).toBe(true);
  });

  it.each([
    [{}, {}],
    [{ AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "" }, {}],
    [{}, { config: "[default]\nregion = eu-west-1\n# aws_access_key_id = id\n" }],
    [{ AWS_CONFIG_FILE: "/nowhere" }, { config: "[default]\ncredential_process = ask\n" }],
  ])("but not with %j and %j", (env, files) => {
    expect(hasAwsLogin(env, home(files))).toBe(false);
  });
});
