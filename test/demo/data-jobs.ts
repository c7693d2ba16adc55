import { type BuiltImage, layer } from "../support/image.ts";
import { baseSteps } from "./platform-base.ts";
import { type DemoRepository, inTags, type Planted } from "./repository.ts";
import type { DemoSecrets } from "./secrets.ts";
import { databaseUrl } from "./shop-api.ts";
import { build, copy, note, run, type Step } from "./steps.ts";

const JOBS = "data/jobs";

/** The shop's database URL in ENV, a directory emptied by an opaque whiteout, a key and a token copied along. */
export const dataJobs = (secrets: DemoSecrets): DemoRepository => ({
  name: JOBS,
  images: [
    { image: warmed(secrets, "2025-09-30T02:00:00Z"), tags: ["2025-09"] },
    { image: nightly(secrets), tags: ["nightly"] },
    { image: documentation(secrets), tags: ["docs"] },
  ],
  planted: planted(secrets),
});

/** Before the database was used. */
const warmed = (secrets: DemoSecrets, created: string): BuiltImage =>
  build([...baseSteps(secrets), ...work(secrets), stop], { created });

const nightly = (secrets: DemoSecrets): BuiltImage => {
  const env = [`DATABASE_URL=${databaseUrl(secrets)}`];
  const steps = [...baseSteps(secrets), note("ARG DATABASE_URL"), note(`ENV ${env[0]}`), ...work(secrets), stop];
  return build(steps, { env, created: "2026-06-02T02:00:00Z" });
};

const stop = note('CMD ["python" "-m" "jobs.nightly"]');

const work = (secrets: DemoSecrets): readonly Step[] => {
  const key = `${secrets.deployKey}\n`;
  return [
    note("WORKDIR /work"),
    copy("keys/id_ed25519", "/root/.ssh/id_ed25519", [layer.file("root/.ssh/id_ed25519", key)]),
    run("git clone git@git.shop.internal:data/models.git /opt/models", [
      layer.file("opt/models/README.md", "Models of the nightly jobs.\n"),
    ]),
    copy(".", "/work/", [
      layer.file("work/jobs/nightly.py", "import os\n"),
      layer.file("work/keys/id_ed25519", key),
      layer.file("work/secrets/warehouse.json", secrets.gcpKeyFile),
    ]),
    run("python -m jobs.warmup --credentials secrets/warehouse.json && rm -rf secrets && mkdir secrets", [
      layer.directory("work/secrets"),
      layer.opaque("work/secrets"),
    ]),
  ];
};

const documentation = (secrets: DemoSecrets): BuiltImage =>
  build(
    [
      ...baseSteps(secrets),
      copy("docs/", "/work/docs/", [
        layer.file("work/docs/aws.md", `# Login\n\n    export AWS_ACCESS_KEY_ID=${secrets.awsExampleId}\n`),
      ]),
    ],
    { created: "2026-01-14T12:00:00Z" },
  );

const planted = (secrets: DemoSecrets): readonly Planted[] => {
  const built = ["2025-09", "nightly"];
  const live = (path: string) => inTags(built, { repository: JOBS, exposure: "live", path });
  return [
    {
      kind: "password of the package server",
      value: secrets.packagesPassword,
      where: inTags([...built, "docs"], { repository: JOBS, exposure: "live", path: "etc/pip.conf" }),
    },
    {
      kind: "database password",
      value: secrets.databasePassword,
      where: inTags(["nightly"], { repository: JOBS, exposure: "env", path: "Env[DATABASE_URL]" }),
    },
    {
      kind: "deploy key",
      value: secrets.deployKey,
      where: [...live("root/.ssh/id_ed25519"), ...live("work/keys/id_ed25519")],
    },
    {
      kind: "Google service account key",
      value: secrets.gcpPrivateKey,
      where: inTags(built, { repository: JOBS, exposure: "deleted", path: "work/secrets/warehouse.json" }),
    },
    {
      kind: "example key of the AWS documentation",
      value: secrets.awsExampleId,
      where: inTags(["docs"], { repository: JOBS, exposure: "live", path: "work/docs/aws.md" }),
      known: "test",
    },
  ];
};
