import { createHash } from "node:crypto";
import { type BuiltImage, layer, zstdLayer } from "../support/image.ts";
import { baseSteps } from "./platform-base.ts";
import { type DemoRepository, inTags, type Planted } from "./repository.ts";
import type { DemoSecrets } from "./secrets.ts";
import { build, copy, note, run, type Step } from "./steps.ts";

const WEB = "shop/web";
const INSTALL = `echo "//npm.registry.example/:_authToken=\${NPM_TOKEN}" > .npmrc && npm ci && rm .npmrc`;

/** A build argument in the history, a zstd layer, and a token each in ENV and in a label. */
export const shopWeb = (secrets: DemoSecrets): DemoRepository => ({
  name: WEB,
  images: [
    { image: classic(secrets), tags: ["2.0"] },
    { image: build([...installed(secrets), stop], { created: "2025-12-08T09:00:00Z" }), tags: ["2.1"] },
    { image: labelled(secrets), tags: ["2.2", "latest"] },
  ],
  planted: planted(secrets),
});

/** No file stays of the token, but the line that ran says its value. Classic builder, Docker v2 schema 2. */
const classic = (secrets: DemoSecrets): BuiltImage =>
  build(
    [
      ...baseSteps(secrets),
      note("/bin/sh -c #(nop)  ARG NPM_TOKEN"),
      note("/bin/sh -c #(nop) WORKDIR /app"),
      { ...manifests, line: "/bin/sh -c #(nop) COPY multi:0c11 in ./ " },
      { ...run("", modules), line: `|1 NPM_TOKEN=${secrets.npmToken} /bin/sh -c ${INSTALL}` },
      note('/bin/sh -c #(nop)  CMD ["node" "server.js"]'),
    ],
    { format: "docker", created: "2025-02-03T09:00:00Z" },
  );

const installed = (secrets: DemoSecrets): readonly Step[] => [
  ...baseSteps(secrets),
  note("ARG NPM_TOKEN"),
  note("WORKDIR /app"),
  manifests,
  run(INSTALL, modules, { NPM_TOKEN: secrets.npmToken }),
  copy(
    ".",
    ".",
    zstdLayer([
      layer.file("app/.env.production", `MAIL_FROM=shop@shop.internal\nSENDGRID_API_KEY=${secrets.sendgridKey}\n`),
      layer.file("app/server.js", "const token = process.env.SLACK_BOT_TOKEN;\n"),
    ]),
  ),
];

const labelled = (secrets: DemoSecrets): BuiltImage => {
  const env = [`SLACK_BOT_TOKEN=${secrets.slackToken}`];
  const label = `https://x-access-token:${secrets.githubToken}@git.shop.internal/shop/web.git`;
  const steps = [
    ...installed(secrets),
    note("ARG SLACK_BOT_TOKEN"),
    note(`ENV ${env[0]}`),
    note("ARG SOURCE_URL"),
    note(`LABEL internal.shop.source=${label}`),
    stop,
  ];
  return build(steps, { env, labels: { "internal.shop.source": label }, created: "2026-05-20T09:00:00Z" });
};

const stop = note('CMD ["node" "server.js"]');

const integrity = `sha512-${createHash("sha512").update("shop-ui 4.2.0").digest("base64")}`;
const lock = {
  name: "shop-web",
  lockfileVersion: 3,
  packages: { "node_modules/@shop/ui": { version: "4.2.0", integrity } },
};
const manifests = copy("package.json package-lock.json", "./", [
  layer.file("app/package.json", '{ "name": "shop-web", "dependencies": { "@shop/ui": "4.2.0" } }\n'),
  layer.file("app/package-lock.json", JSON.stringify(lock, null, 2)),
]);
const modules = [
  layer.file("app/node_modules/@shop/ui/index.js", "export const password = document.querySelector('#password');\n"),
  layer.file("app/node_modules/@shop/ui/package.json", `{ "version": "4.2.0", "_integrity": "${integrity}" }\n`),
];

const planted = (secrets: DemoSecrets): readonly Planted[] => {
  const tags = ["2.0", "2.1", "2.2", "latest"];
  return [
    {
      kind: "password of the package server",
      value: secrets.packagesPassword,
      where: inTags(tags, { repository: WEB, exposure: "live", path: "etc/pip.conf" }),
    },
    {
      kind: "npm token",
      value: secrets.npmToken,
      where: inTags(tags, { repository: WEB, exposure: "history", path: "history" }),
    },
    {
      kind: "SendGrid key",
      value: secrets.sendgridKey,
      where: inTags(tags.slice(1), { repository: WEB, exposure: "live", path: "app/.env.production" }),
    },
    {
      kind: "Slack bot token",
      value: secrets.slackToken,
      where: inTags(tags.slice(2), { repository: WEB, exposure: "env", path: "Env[SLACK_BOT_TOKEN]" }),
    },
    {
      kind: "GitHub token",
      value: secrets.githubToken,
      where: inTags(tags.slice(2), { repository: WEB, exposure: "label", path: "Labels[internal.shop.source]" }),
    },
  ];
};
