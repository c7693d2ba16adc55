import { attestation, type BuiltIndex, index, layer } from "../support/image.ts";
import { baseSteps } from "./platform-base.ts";
import { type DemoRepository, inTags, type Planted } from "./repository.ts";
import type { DemoSecrets } from "./secrets.ts";
import { build, copy, note, run, type Step } from "./steps.ts";

const API = "shop/api";
const PRIVATE_INSTALL =
  ". /app/.env && aws s3 cp --recursive s3://shop-wheels/private /tmp/wheels && pip install --find-links /tmp/wheels -r requirements-private.txt";

/** Files copied, used and removed; a key overwritten by an empty one; a build argument left in the provenance. */
export const shopApi = (secrets: DemoSecrets, dockerfile: string): DemoRepository => ({
  name: API,
  images: [
    { image: build([...installed(secrets), ...application], { created: "2025-06-11T10:00:00Z" }), tags: ["1.0.0"] },
    { image: signed(secrets, "2025-10-01T10:00:00Z"), tags: ["1.1.0"] },
    { image: attested(secrets, dockerfile), tags: ["1.2.0", "latest"] },
  ],
  planted: planted(secrets),
});

/** `.env` and the AWS file are in two layers, and deleted by a third one. */
const installed = (secrets: DemoSecrets): readonly Step[] => [
  ...baseSteps(secrets),
  note("WORKDIR /app"),
  copy(".env", "/app/.env", [layer.directory("app"), layer.file("app/.env", environment(secrets))]),
  copy("credentials.json", "/root/.aws/credentials", [layer.file("root/.aws/credentials", wheelsLogin(secrets))]),
  copy("requirements-private.txt", "/app/", [
    layer.file("app/requirements-private.txt", "shop-payments==3.1.0\nshop-orders==1.8.2\n"),
  ]),
  run(PRIVATE_INSTALL, [
    layer.file("usr/lib/python3/site-packages/shop_payments/__init__.py", 'VERSION = "3.1.0"\n'),
    layer.file("usr/lib/python3/site-packages/shop_payments-3.1.0.dist-info/RECORD", record()),
  ]),
  run("rm /app/.env /root/.aws/credentials", [layer.whiteout("app/.env"), layer.whiteout("root/.aws/credentials")]),
];

const application: readonly Step[] = [
  copy("src/", "/app/src/", [
    layer.file("app/src/shop/wsgi.py", 'import os\n\nSTRIPE_KEY = os.environ.get("STRIPE_KEY", "")\n'),
    layer.file("app/src/shop/settings.py", 'DEBUG = False\nSECRET_KEY = os.environ["SECRET_KEY"]\n'),
  ]),
  note('CMD ["gunicorn" "shop.wsgi"]'),
];

/** The key of an earlier line is overwritten, not deleted. */
const signed = (secrets: DemoSecrets, created: string) =>
  build(
    [
      ...installed(secrets),
      copy("keys/signing.pem", "/app/config/signing.pem", [
        layer.file("app/config/signing.pem", `${secrets.signingKey}\n`),
      ]),
      run("python -m shop.selftest"),
      copy("keys/none.pem", "/app/config/signing.pem", [
        layer.file("app/config/signing.pem", "# The real key is mounted at run time.\n"),
      ]),
      ...application,
    ],
    { created },
  );

/** The argument belongs to a stage that is not shipped: only the provenance shows it. */
const attested = (secrets: DemoSecrets, dockerfile: string): BuiltIndex => {
  const subject = signed(secrets, "2026-04-15T10:00:00Z");
  return index([subject, attestation({ subject, dockerfile, buildArgs: { SENTRY_AUTH_TOKEN: secrets.sentryToken } })]);
};

const environment = (secrets: DemoSecrets): string =>
  [
    `DATABASE_URL=${databaseUrl(secrets)}`,
    `AWS_ACCESS_KEY_ID=${secrets.awsKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${secrets.awsSecretKey}`,
    `STRIPE_KEY=${secrets.stripeKey}`,
    "LOG_LEVEL=info",
    "",
  ].join("\n");

/** The shop's database, which the jobs use as well. */
export const databaseUrl = ({ databasePassword }: DemoSecrets): string =>
  `postgres://shop:${databasePassword}@db.shop.internal:5432/shop`;

const wheelsLogin = ({ wheelsKeyId, wheelsSecretKey }: DemoSecrets): string =>
  `[default]\naws_access_key_id = ${wheelsKeyId}\naws_secret_access_key = ${wheelsSecretKey}\nregion = eu-central-1\n`;

/** Digests, which look random and are no secrets. */
const record = (): string =>
  ["__init__.py", "client.py", "webhooks.py"]
    .map(
      (name) => `shop_payments/${name},sha256=${Buffer.from(name.repeat(4)).toString("base64url").slice(0, 43)},1204`,
    )
    .join("\n");

const planted = (secrets: DemoSecrets): readonly Planted[] => {
  const tags = ["1.0.0", "1.1.0", "1.2.0", "latest"];
  const inEnvironment = inTags(tags, { repository: API, exposure: "deleted", path: "app/.env" });
  const inLogin = inTags(tags, { repository: API, exposure: "deleted", path: "root/.aws/credentials" });
  return [
    {
      kind: "password of the package server",
      value: secrets.packagesPassword,
      where: inTags(tags, { repository: API, exposure: "live", path: "etc/pip.conf" }),
    },
    { kind: "database password", value: secrets.databasePassword, where: inEnvironment },
    { kind: "AWS key id", value: secrets.awsKeyId, where: inEnvironment },
    { kind: "AWS secret key", value: secrets.awsSecretKey, where: inEnvironment },
    { kind: "Stripe live key", value: secrets.stripeKey, where: inEnvironment },
    { kind: "AWS key id of the wheel bucket", value: secrets.wheelsKeyId, where: inLogin },
    { kind: "AWS secret key of the wheel bucket", value: secrets.wheelsSecretKey, where: inLogin },
    {
      kind: "private key that signs sessions",
      value: secrets.signingKey,
      where: inTags(tags.slice(1), { repository: API, exposure: "overwritten", path: "app/config/signing.pem" }),
    },
    {
      kind: "Sentry token",
      value: secrets.sentryToken,
      where: inTags(tags.slice(2), {
        repository: API,
        exposure: "attestation",
        path: "build-arg[SENTRY_AUTH_TOKEN]",
      }),
    },
  ];
};
