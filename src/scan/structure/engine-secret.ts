import { looksRandom } from "../value-model.ts";

/** Which secret, where it comes from and goes to: `id=npmrc,src=.npmrc`, `db,type=env,target=DB` (docker build, podman run). */
const MOUNTED =
  /^(?:[\w.-]{1,80},)?(?:(?:id|src|source|env|type|target|uid|gid|mode|required)=[^,=\s"'`]{0,200}(?:,|(?=["'`\s])|$)){1,9}(?:$|["'`\s])/;
/** `podman run --secret db`, `docker service create --secret db`, over lines too. */
const TAKES_SECRET = /\b(?:docker\s+service|podman|buildah)\s(?:[^\r\n;|&]|\\\r?\n){0,120}$/;

/** What `--secret=` is given where a secret of the engine is mounted. */
export const mountsSecret = (option: string): boolean => MOUNTED.test(option);

/** Behind `--secret`: the name of a secret that the engine keeps. */
export const namesSecret = (value: string, before: string): boolean =>
  mountsSecret(value) || (!looksRandom(value) && TAKES_SECRET.test(before));
