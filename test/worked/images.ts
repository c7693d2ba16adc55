import { build, note, type Step } from "../demo/steps.ts";
import { type BuiltImage, layer, plainLayer } from "../support/image.ts";
import type { TarEntry } from "../support/tar.ts";
import type { WorkedValues } from "./values.ts";

/** An image of the worked case and where it is pushed. No tag: it is served by its digest only. */
export interface WorkedImage {
  readonly registry: "own" | "ecr" | "hub";
  readonly repository: string;
  readonly tags: readonly string[];
  /** ISO 8601: creation and push. */
  readonly at: string;
  readonly image: BuiltImage;
}

/** Layers are plain tars: their digests are the same with every version of zlib. */
const layerOf = (line: string, entries: readonly TarEntry[]): Step => ({ line, layer: plainLayer(entries) });
const copy = (from: string, entries: readonly TarEntry[]): Step => layerOf(`COPY ${from} /app/ # buildkit`, entries);
const remove = (path: string): Step => layerOf(`RUN /bin/sh -c rm -f /${path} # buildkit`, [layer.whiteout(path)]);

interface Made {
  readonly at: string;
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** The base of all images of the own registry: its package settings hold the token of the runner. */
const base = (values: WorkedValues): readonly Step[] => [
  layerOf("ADD rootfs.tar / # buildkit", [layer.file("etc/os-release", 'ID=platform\nVERSION_ID="12"\n')]),
  layerOf("RUN /bin/sh -c git config --system credential.helper store # buildkit", [
    layer.file("root/.git-credentials", `https://runner:${values.gitlabRunner}@git.shop.example\n`),
  ]),
];

const maker =
  (image: Pick<WorkedImage, "registry" | "repository">, labels: Readonly<Record<string, string>>) =>
  (tags: readonly string[], steps: readonly Step[], made: Made): WorkedImage => ({
    ...image,
    tags,
    at: made.at,
    image: build([...steps, ...(made.env ?? []).map((one) => note(`ENV ${one}`))], {
      created: made.at,
      labels: { ...labels, ...made.labels },
      ...(made.env === undefined ? {} : { env: made.env }),
    }),
  });

const source = (name: string): Readonly<Record<string, string>> => ({
  "org.opencontainers.image.source": `https://git.shop.example/${name}`,
});

/** What stands in the registries at the time of the first audit. */
export const firstImages = (values: WorkedValues): readonly WorkedImage[] => {
  const platform = maker({ registry: "own", repository: "platform/base" }, source("platform/base"));
  const api = maker(
    { registry: "own", repository: "shop/api" },
    {
      ...source("shop/api"),
      "org.opencontainers.image.authors": "Api Team <api@shop.example>",
    },
  );
  const web = maker({ registry: "own", repository: "shop/web" }, source("shop/web"));
  const gateway = maker({ registry: "ecr", repository: "payments/gateway" }, {});
  const ledger = maker({ registry: "ecr", repository: "payments/ledger" }, {});
  const runner = maker({ registry: "ecr", repository: "infra/runner" }, {});
  const cli = maker({ registry: "hub", repository: "acme/cli" }, source("cli"));
  const builder = maker({ registry: "hub", repository: "acme/builder" }, {});
  const shared = base(values);
  const environment = layer.file(
    "app/.env",
    [
      `DATABASE_URL=postgres://shop:${values.shopDatabase}@db.shop.internal:5432/shop`,
      `STRIPE_KEY=${values.stripeLive}`,
      `BILLING_AWS_ACCESS_KEY_ID=${values.deployKeyId}`,
      `DJANGO_SECRET_KEY=${values.djangoKey}`,
      "",
    ].join("\n"),
  );
  const apiSteps = [...shared, copy(".env", [environment]), remove("app/.env")];
  const webSteps = [...shared, copy("web", [layer.file("app/index.html", "<h1>shop</h1>\n")])];
  const gatewaySteps = [
    layerOf("COPY tls /etc/tls # buildkit", [layer.file("etc/tls/gateway.key", `${values.tlsKey}\n`)]),
    copy("gateway.yml", [
      layer.file(
        "app/gateway.yml",
        `stripe:\n  apiKey: ${values.stripeRestricted}\nredis:\n  url: redis://:${values.redisPassword}@cache.shop.internal:6379/0\n`,
      ),
    ]),
  ];
  const ledgerSteps = [
    copy("ledger.properties", [
      layer.file(
        "app/ledger.properties",
        `spring.datasource.username=ledger\nspring.datasource.password=${values.ledgerDatabase}\n`,
      ),
    ]),
  ];
  const runnerSteps = [
    layerOf("COPY vault-token /root/.vault-token # buildkit", [
      layer.file("root/.vault-token", `${values.vaultToken}\n`),
    ]),
    layerOf("COPY terraform.rc /root/.terraformrc # buildkit", [
      layer.file("root/.terraformrc", `credentials "app.terraform.io" {\n  token = "${values.terraformToken}"\n}\n`),
    ]),
    layerOf("COPY id /root/.ssh/id_ed25519 # buildkit", [
      layer.file("root/.ssh/id_ed25519", `${values.deployHostKey}\n`),
    ]),
  ];
  const npmrc = (token: string) =>
    layerOf("COPY .npmrc /root/.npmrc # buildkit", [
      layer.file("root/.npmrc", `//npm.registry.example/:_authToken=${token}\n`),
    ]);
  const builderSteps = [
    layerOf("COPY docker /root/.docker # buildkit", [
      layer.file("root/.docker/config.json", dockerLogin("acmebot", values.hubToken)),
    ]),
    copy("google.json", [layer.file("app/google.json", values.googleAccount)]),
  ];
  return [
    platform(["11"], shared, { at: "2025-03-01T08:00:00Z" }),
    platform(["12.0"], [...shared, copy("tools", [layer.file("usr/bin/tool", "#!/bin/sh\n")])], {
      at: "2025-06-01T08:00:00Z",
    }),
    platform(["12"], [...shared, copy("tools", [layer.file("usr/bin/tool", "#!/bin/sh\nexit 0\n")])], {
      at: "2025-09-01T08:00:00Z",
    }),
    api(["1.0"], apiSteps, { at: "2025-06-10T08:00:00Z" }),
    api(["1.1"], [...apiSteps, copy("v", [layer.file("app/v", "1.1\n")])], { at: "2025-08-10T08:00:00Z" }),
    api(["1.2"], [...apiSteps, copy("v", [layer.file("app/v", "1.2\n")])], {
      at: "2026-02-10T08:00:00Z",
      env: [`SENTRY_AUTH_TOKEN=${values.sentryToken}`],
    }),
    api(["1.3", "latest"], [...apiSteps, copy("v", [layer.file("app/v", "1.3\n")])], {
      at: "2026-08-10T08:00:00Z",
      env: [`SENTRY_AUTH_TOKEN=${values.sentryToken}`],
    }),
    web(["2.0"], [...webSteps, note(`ARG GITHUB_TOKEN=${values.githubBuild}`)], { at: "2025-05-05T08:00:00Z" }),
    web(["2.1"], [...webSteps, copy("v", [layer.file("app/v", "2.1\n")])], { at: "2025-10-05T08:00:00Z" }),
    web(["2.2", "latest"], [...webSteps, copy("v", [layer.file("app/v", "2.2\n")])], {
      at: "2026-07-05T08:00:00Z",
      env: [`SLACK_BOT_TOKEN=${values.slackBot}`],
    }),
    gateway(["1"], gatewaySteps, { at: "2025-04-01T08:00:00Z" }),
    gateway(["2"], [...gatewaySteps, copy("v", [layer.file("app/v", "2\n")])], { at: "2025-12-01T08:00:00Z" }),
    gateway(["3", "live"], [...gatewaySteps, copy("v", [layer.file("app/v", "3\n")])], {
      at: "2026-09-01T08:00:00Z",
      env: [`BILLING_AWS_SECRET_ACCESS_KEY=${values.deployKey}`],
    }),
    gateway([], [...gatewaySteps, copy("v", [layer.file("app/v", "3-rc\n")])], { at: "2026-08-20T08:00:00Z" }),
    ledger(["7"], ledgerSteps, { at: "2025-07-01T08:00:00Z" }),
    ledger(["8"], [...ledgerSteps, copy("v", [layer.file("app/v", "8\n")])], { at: "2026-01-01T08:00:00Z" }),
    ledger(["9", "live"], [...ledgerSteps, copy("v", [layer.file("app/v", "9\n")])], {
      at: "2026-06-01T08:00:00Z",
      labels: { "shop.session": values.sessionToken },
    }),
    runner(["2024"], runnerSteps.slice(0, 1), { at: "2024-11-01T08:00:00Z" }),
    runner(["2025"], runnerSteps, { at: "2025-11-01T08:00:00Z" }),
    runner(["2026"], [...runnerSteps, remove("root/.vault-token")], { at: "2026-03-01T08:00:00Z" }),
    runner([], [...runnerSteps, copy("v", [layer.file("app/v", "test\n")])], { at: "2026-02-20T08:00:00Z" }),
    cli(["1.0"], [npmrc(values.npmOld), remove("root/.npmrc")], { at: "2025-02-01T08:00:00Z" }),
    cli(["1.1"], [npmrc(values.npmOld), remove("root/.npmrc"), copy("v", [layer.file("app/v", "1.1\n")])], {
      at: "2025-09-01T08:00:00Z",
    }),
    cli(["1.2"], [copy("v", [layer.file("app/v", "1.2\n")])], {
      at: "2026-04-01T08:00:00Z",
      env: [`OPENAI_API_KEY=${values.openaiKey}`],
    }),
    cli(["1.3", "latest"], [copy("v", [layer.file("app/v", "1.3\n")])], {
      at: "2026-09-20T08:00:00Z",
      env: [`OPENAI_API_KEY=${values.openaiKey}`, `ANTHROPIC_API_KEY=${values.anthropicKey}`],
    }),
    builder(["1"], builderSteps, { at: "2025-01-15T08:00:00Z" }),
    builder(["2"], [...builderSteps, remove("root/.docker/config.json")], { at: "2025-08-15T08:00:00Z" }),
    builder(["3", "latest"], [...builderSteps, remove("app/google.json"), remove("root/.docker/config.json")], {
      at: "2026-05-15T08:00:00Z",
      env: [`SENDGRID_API_KEY=${values.sendgridKey}`],
    }),
    builder([], [...builderSteps, copy("gh", [layer.file("app/.env", `GITHUB_TOKEN=${values.githubBot}\n`)])], {
      at: "2025-08-16T08:00:00Z",
    }),
    builder(["gh"], [copy("gh", [layer.file("app/.env", `GITHUB_TOKEN=${values.githubBot}\n`)])], {
      at: "2026-05-16T08:00:00Z",
    }),
  ];
};

/** What is pushed in the month after: two clean rebuilds, a dead token that is back, and a new token at an old place. */
export const secondImages = (values: WorkedValues): readonly WorkedImage[] => {
  const api = maker({ registry: "own", repository: "shop/api" }, source("shop/api"));
  const web = maker({ registry: "own", repository: "shop/web" }, source("shop/web"));
  const cli = maker({ registry: "hub", repository: "acme/cli" }, source("cli"));
  const gateway = maker({ registry: "ecr", repository: "payments/gateway" }, {});
  const at = "2026-10-20T08:00:00Z";
  return [
    api(["1.4", "latest"], [copy("v", [layer.file("app/v", "1.4\n")])], { at }),
    web(["2.3", "latest"], [copy("v", [layer.file("app/v", "2.3\n")])], {
      at,
      env: [`GITHUB_TOKEN=${values.githubBuild}`],
    }),
    gateway(["4", "live"], [copy("v", [layer.file("app/v", "4\n")])], { at }),
    cli(
      ["2.0", "latest"],
      [
        layerOf("COPY .npmrc /root/.npmrc # buildkit", [
          layer.file("root/.npmrc", `//npm.registry.example/:_authToken=${values.npmNew}\n`),
        ]),
        remove("root/.npmrc"),
      ],
      { at },
    ),
  ];
};

const dockerLogin = (user: string, password: string): string =>
  JSON.stringify({
    auths: { "https://index.docker.io/v1/": { auth: Buffer.from(`${user}:${password}`).toString("base64") } },
  });
