import { createCipheriv, createHash } from "node:crypto";
import { LINES, type Secret, secretOf, written } from "../../clean/plants/plant.ts";
import { type BuiltImage, type BuiltLayer, gzipLayer, image, layer } from "../../support/image.ts";
import { type Random, seeded } from "../../support/random.ts";

/** An organisation of real size takes 5 GB: layers are this part of it. */
interface ImagesShape {
  readonly images: number;
  readonly repositories: number;
  readonly plants: number;
  readonly scale: number;
}

export const orderShape = ({ small }: { readonly small: boolean }): ImagesShape => ({
  images: 200,
  repositories: 30,
  plants: 300,
  scale: small ? 1 / 250 : 1 / 25,
});

interface PushedImage {
  readonly repository: string;
  readonly tag: string;
  readonly image: BuiltImage;
}

export interface PlantedImages {
  readonly images: readonly PushedImage[];
  readonly plants: readonly (Secret & { readonly where: Where })[];
}

/** Where secrets are put, in percent: most in what a team copies and sets itself, some in what it installs, few below. */
const WHERE = { copy: 72, env: 14, history: 7, label: 2, dependency: 4, base: 1 } as const;
type Where = keyof typeof WHERE;

/** Least and most bytes of a layer as it is in practice, compressed. */
const SIZES = {
  system: [28e6, 50e6],
  runtime: [40e6, 140e6],
  packages: [10e6, 40e6],
  dependencies: [15e6, 75e6],
  copy: [60e3, 1.5e6],
  assets: [8e6, 25e6],
} as const;
const BASES = 5;
/** An application changes what it depends on with every so many of its images, and one in so many carries large files. */
const SAME_DEPENDENCIES = 3;
const ASSETS_EVERY = 25;

/** Images of repositories that share bases, and the dependencies of one with the next; the same for the same shape. */
export const plantedImages = (shape: ImagesShape): PlantedImages => {
  const random = seeded(`order ${JSON.stringify(shape)}`);
  const plants = Array.from({ length: shape.plants }, (_, at) => ({
    ...secretOf(LINES[at % LINES.length]!, 7000 + at),
    where: whereOf(at, shape.plants),
    image: Math.floor(random() * shape.images),
  }));
  const build = layerBuilder(shape, random);
  const of = (where: Where, among: (image: number) => boolean): readonly Secret[] =>
    plants.filter((plant) => plant.where === where && among(plant.image));
  const images = Array.from({ length: shape.images }, (_, number): PushedImage => {
    const at = placeOf(number, shape);
    const here = (image: number): boolean => image === number;
    const sharesBase = (image: number): boolean => placeOf(image, shape).base === at.base;
    const sharesDependencies = (image: number): boolean => placeOf(image, shape).dependencies === at.dependencies;
    return {
      repository: `team-${at.repository % 6}/service-${at.repository}`,
      tag: `1.${at.version}.0`,
      image: image({
        layers: [
          build(`system ${at.base}`, "system"),
          build(`runtime ${at.base}`, "runtime", of("base", sharesBase)),
          build(`packages ${at.repository}`, "packages"),
          build(`dependencies ${at.dependencies}`, "dependencies", of("dependency", sharesDependencies)),
          build(`copy ${number}`, number % ASSETS_EVERY === 7 ? "assets" : "copy", of("copy", here)),
        ],
        env: ["PATH=/usr/local/bin:/usr/bin", ...of("env", here).map((secret, n) => `SHOP_TOKEN_${n}=${secret.text}`)],
        labels: Object.fromEntries(of("label", here).map((secret, n) => [`shop.build-${n}`, secret.text])),
        history: [...HISTORY, ...of("history", here).map(({ text }) => ({ createdBy: loginStep(text), empty: true }))],
      }),
    };
  });
  return { images, plants };
};

const HISTORY = [
  "/bin/sh -c #(nop) ADD file:4d192565a7220e135cab6c77fbc1c73211b69f3d9fb37e62857b2c6eb9363d51 in / ",
  "RUN /bin/sh -c set -ex; apt-get update; apt-get install -y --no-install-recommends nodejs # buildkit",
  "RUN /bin/sh -c apt-get update && apt-get install -y git curl # buildkit",
  "RUN /bin/sh -c npm ci # buildkit",
  "COPY . /app # buildkit",
];

const loginStep = (text: string): string => `RUN |1 SHOP_TOKEN=${text} /bin/sh -c ./login.sh # buildkit`;

const whereOf = (at: number, plants: number): Where => {
  let rest = (100 * (at + 0.5)) / plants;
  for (const [where, percent] of Object.entries(WHERE)) {
    rest -= percent;
    if (rest < 0) return where as Where;
  }
  return "copy";
};

const placeOf = (number: number, { repositories }: ImagesShape) => {
  const repository = number % repositories;
  const version = Math.floor(number / repositories);
  const dependencies = `${repository}.${Math.floor(version / SAME_DEPENDENCIES)}`;
  return { repository, version, base: repository % BASES, dependencies };
};

/** Each layer once, by its name: bytes that do not compress, as those of packages hardly do, and the files of the secrets. */
const layerBuilder = ({ scale }: ImagesShape, random: Random) => {
  const built = new Map<string, BuiltLayer>();
  return (name: string, kind: keyof typeof SIZES, secrets: readonly Secret[] = []): BuiltLayer => {
    const [least, most] = SIZES[kind];
    const size = Math.ceil((least + random() ** 2 * (most - least)) * scale);
    const one =
      built.get(name) ??
      gzipLayer([
        layer.file(`opt/${name.replaceAll(" ", "/")}/data.bin`, keystream(name, size)),
        ...secrets.map((secret, n) => layer.file(`${FOLDERS[kind]}/settings-${n}.env`, written(secret))),
      ]);
    built.set(name, one);
    return one;
  };
};

const FOLDERS: Readonly<Record<keyof typeof SIZES, string>> = {
  system: "etc",
  runtime: "etc/runtime",
  packages: "etc/packages",
  dependencies: "root/config",
  copy: "app",
  assets: "app",
};

const keystream = (seed: string, size: number): Buffer => {
  const key = createHash("sha256").update(seed).digest().subarray(0, 16);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(size));
};
