import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Name of the base that both builders have. */
export const BASE = "localhost/base";

/** Every name of the fake tool. `wget` goes before that of busybox, as its directory does on PATH. */
const TOOLS =
  "npm npx pnpm yarn bun pip pip3 poetry bundle composer mvn gradle dotnet cargo go git curl wget aws gh huggingface-cli kaggle sentry-cli rails terraform vault Rscript twine helm fetch php python";

/** A root file system without a registry (dockerfile.md 1), with people and with npm's settings for all of them. */
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox","--install","-s","/bin"]
COPY fake-tool.sh /usr/local/bin/fake-tool
COPY etc /etc
RUN chmod 755 /usr/local/bin/fake-tool && mkdir -p /root /home/node /tmp && chmod 1777 /tmp && chown 1000:1000 /home/node && for one in ${TOOLS}; do ln -s fake-tool /usr/local/bin/$one; done
`;

/** Writes the build context of the base. */
export const writeBase = (folder: string): void => {
  writeFiles(folder, {
    Dockerfile: DOCKERFILE,
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n",
    "etc/group": "root:x:0:\nnode:x:1000:\n",
    "etc/npmrc": `//npm.registry.example/:_authToken=\${NPM_TOKEN}\n`,
  });
  copyFileSync("/bin/busybox", join(folder, "busybox"));
  copyFileSync(join(import.meta.dirname, "fake-tool.sh"), join(folder, "fake-tool.sh"));
};

export const writeFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
