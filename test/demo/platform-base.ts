import { type BuiltImage, gzipLayer, index, layer } from "../support/image.ts";
import type { TarEntry } from "../support/tar.ts";
import { type DemoRepository, inTags, type Planted } from "./repository.ts";
import type { DemoSecrets } from "./secrets.ts";
import { build, copy, note, run, type Step } from "./steps.ts";

const BASE = "platform/base";

/** Lines of `platform/base:1.1` on amd64, which the other repositories start from: their images share its layers. */
export const baseSteps = (secrets: DemoSecrets): readonly Step[] => [
  { line: "ADD rootfs-amd64.tar.gz / # buildkit", layer: gzipLayer(rootfs("amd64")) },
  copy("pip.conf", "/etc/pip.conf", [layer.file("etc/pip.conf", pipConfiguration(secrets))]),
  copy("netrc.amd64", "/root/.netrc", [layer.file("root/.netrc", "# nothing is needed on this platform\n")]),
  ...tail,
];

/** A base that carries its package password into every image, and an arm64 half that carries a token more. */
export const platformBase = (secrets: DemoSecrets): DemoRepository => {
  const amd64 = build(baseSteps(secrets), { env, created: "2026-03-02T08:00:00Z" });
  return {
    name: BASE,
    images: [
      { image: old(secrets), tags: ["1.0"] },
      { image: index([amd64, arm64(secrets)]), tags: ["1.1", "latest"] },
      { image: slim(), tags: ["slim"] },
    ],
    planted: planted(secrets),
  };
};

const env = ["PATH=/opt/tools/bin:/usr/local/bin:/usr/bin:/bin"];

const tail: readonly Step[] = [
  run("git clone https://git.shop.internal/platform/tools /opt/tools", [
    layer.file("opt/tools/bin/release", '#!/bin/sh\nexec sentry-cli releases new "$1"\n'),
  ]),
  note(`ENV ${env[0]}`),
  note('CMD ["/bin/sh"]'),
];

/** Built by the classic builder and pushed as Docker v2 schema 2. */
const old = (secrets: DemoSecrets): BuiltImage =>
  build(
    [
      { line: "/bin/sh -c #(nop) ADD file:5ab1 in / ", layer: gzipLayer(rootfs("amd64")) },
      {
        line: "/bin/sh -c #(nop) COPY file:77c0 in /etc/pip.conf ",
        layer: gzipLayer([layer.file("etc/pip.conf", pipConfiguration(secrets))]),
      },
      note('/bin/sh -c #(nop)  CMD ["/bin/sh"]'),
    ],
    { format: "docker", created: "2024-11-20T08:00:00Z" },
  );

const arm64 = (secrets: DemoSecrets): BuiltImage => {
  const netrc = `machine git.shop.internal\nlogin oauth2\npassword ${secrets.gitlabToken}\n`;
  const steps = [
    { line: "ADD rootfs-arm64.tar.gz / # buildkit", layer: gzipLayer(rootfs("arm64")) },
    copy("pip.conf", "/etc/pip.conf", [layer.file("etc/pip.conf", pipConfiguration(secrets))]),
    copy("netrc.arm64", "/root/.netrc", [layer.file("root/.netrc", netrc)]),
    ...tail,
  ];
  return build(steps, { env, platform: { os: "linux", architecture: "arm64" }, created: "2026-03-02T08:01:00Z" });
};

/** Holds no secret. */
const slim = (): BuiltImage =>
  build(
    [{ line: "ADD rootfs-amd64.tar.gz / # buildkit", layer: gzipLayer(rootfs("amd64")) }, note('CMD ["/bin/sh"]')],
    {
      created: "2026-03-02T08:02:00Z",
    },
  );

const rootfs = (architecture: string): readonly TarEntry[] => [
  layer.directory("etc"),
  layer.file("etc/os-release", 'ID=shopos\nVERSION_ID="12"\nHOME_URL="https://os.shop.internal/"\n'),
  layer.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"),
  layer.file("etc/shadow", "root:*:19700:0:99999:7:::\n"),
  layer.file("usr/lib/arch", `${architecture}\n`),
  layer.file("usr/share/doc/login.example", `password = changeme\ntoken: <your-token>\napi_key=\${API_KEY}\n`),
  layer.symlink("bin", "usr/bin"),
];

const pipConfiguration = ({ packagesPassword }: DemoSecrets): string =>
  `[global]\nindex-url = https://ci:${packagesPassword}@packages.shop.internal/simple\n`;

/** The other repositories name the images they built on it. */
const planted = (secrets: DemoSecrets): readonly Planted[] => [
  {
    kind: "password of the package server",
    value: secrets.packagesPassword,
    where: inTags(["1.0", "1.1", "latest"], { repository: BASE, exposure: "live", path: "etc/pip.conf" }),
  },
  {
    kind: "GitLab token",
    value: secrets.gitlabToken,
    where: inTags(["1.1", "latest"], {
      repository: BASE,
      exposure: "live",
      path: "root/.netrc",
      platform: "linux/arm64",
    }),
  },
];
