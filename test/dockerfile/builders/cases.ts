import { type BuiltCase, built, CANARY, fixture } from "./built-case.ts";

/** Cases of the text of a Dockerfile: no builder reads it in its own way, one is enough. */
const TEXT = { only: "docker" } as const;
const NPM = ["NPM_TOKEN"];
const NPMRC = { ".npmrc": `//npm.registry.example/:_authToken=${CANARY}\n` };
const AWS = { "aws-credentials": `[default]\naws_secret_access_key = ${CANARY}\n` };

/** R1, R1b, R2, R9 and R10. */
export const CASES: readonly BuiltCase[] = [
  // R1, R10: build arguments.
  built({
    what: "an ARG read by a tool",
    dockerfile: "WORKDIR /app\nARG NPM_TOKEN\nRUN npm ci\n",
    args: NPM,
    required: true,
  }),
  fixture("r1-arg/comment-in-continuation-file-form", { ...TEXT, required: true }),
  fixture("r1-arg/crlf", { ...TEXT, required: true }),
  fixture("r1-arg/escape-backtick", { ...TEXT, required: true }),
  fixture("r1-arg/tabs-and-lower-case", { ...TEXT, required: true }),
  fixture("r1-arg/npmrc-with-placeholder", { required: true }),
  fixture("r1-arg/semicolons-file-form", { ...TEXT, required: true }),
  fixture("r1-arg/or-list-file-form", { ...TEXT, required: true }),
  fixture("r1-arg/non-root-user-file-form", { required: true }),
  fixture("r1-arg/two-secrets-one-run", { required: true, values: { PIP_USER: "ci" } }),
  fixture("r1-arg/implicit-from-gemfile", { required: true }),
  fixture("r1-arg/implicit-tool", { required: true, files: { Gemfile: "", "Gemfile.lock": "" } }),
  fixture("r1-arg/gradle-property", { required: true, files: { "build.gradle": "" } }),
  fixture("r1-arg/insteadof-by-flag", { required: true }),
  fixture("r1-arg/rails-assets", { required: true, files: { Gemfile: "" } }),
  built({
    what: "an ARG written, used and removed in one RUN",
    dockerfile:
      'WORKDIR /app\nARG NPM_TOKEN\nRUN echo "//npm.registry.example/:_authToken=$NPM_TOKEN" > .npmrc \\\n    # install\n    && npm ci \\\n    && rm -f .npmrc\n',
    args: NPM,
    required: true,
  }),
  built({
    what: "an optional ARG",
    dockerfile: 'ARG NPM_TOKEN=""\nRUN if [ -n "$NPM_TOKEN" ]; then npm ci; fi\n',
    args: NPM,
    required: false,
  }),
  built({
    what: "an ARG of a step of another user, by name",
    dockerfile:
      'WORKDIR /app\nUSER node\nARG API_TOKEN\nRUN curl -fsS -H "Authorization: Bearer $API_TOKEN" https://h.example/d\n',
    args: ["API_TOKEN"],
    required: true,
  }),
  built({
    ...TEXT,
    what: "an ARG with an index of pip",
    dockerfile: "ARG PIP_INDEX_URL\nRUN pip install app\n",
    args: ["PIP_INDEX_URL"],
    values: { PIP_INDEX_URL: `https://ci:${CANARY}@pypi.registry.example/simple` },
    required: true,
  }),
  built({
    ...TEXT,
    what: "an ARG read by poetry",
    dockerfile: "ARG POETRY_HTTP_BASIC_PILOT_PASSWORD\nRUN poetry install --only main\n",
    args: ["POETRY_HTTP_BASIC_PILOT_PASSWORD"],
    required: true,
  }),
  built({
    ...TEXT,
    what: "an ARG read by composer, in JSON",
    dockerfile: "WORKDIR /app\nARG COMPOSER_AUTH\nRUN composer install --no-dev\n",
    args: ["COMPOSER_AUTH"],
    values: { COMPOSER_AUTH: `{"github-oauth":{"github.com":"${CANARY}"}}` },
    required: true,
  }),
  built({
    ...TEXT,
    what: "an ARG read by cargo",
    dockerfile: "ARG CARGO_REGISTRIES_ACME_TOKEN\nRUN cargo build --release\n",
    args: ["CARGO_REGISTRIES_ACME_TOKEN"],
    required: true,
  }),
  built({
    what: "an ARG in a heredoc",
    dockerfile:
      'ARG API_TOKEN\nRUN <<EOF\nset -e\ncurl -H "Authorization: Bearer $API_TOKEN" https://h.example/d\nEOF\n',
    args: ["API_TOKEN"],
    required: true,
  }),
  built({ what: "an ARG that nothing reads", dockerfile: "ARG NPM_TOKEN\nRUN echo hi\n", args: NPM, required: false }),
  fixture("r10-unused/one-of-three", { required: false }),
  // R1b: ENV.
  built({
    what: "an ENV that copies an ARG",
    dockerfile: "ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nRUN npm ci\n",
    envs: NPM,
    required: true,
  }),
  fixture("r1b-env/renamed-by-env", { required: true }),
  fixture("r1b-env/aws-three-names", { required: true, files: { "app.py": "" } }),
  // R2: files that are copied by name.
  built({
    what: "a copied file, removed by a later RUN",
    dockerfile: "WORKDIR /app\nCOPY .npmrc x ./\nRUN chmod 600 .npmrc\nRUN npm ci\nRUN rm .npmrc x\n",
    paths: ["app/.npmrc"],
    files: { ...NPMRC, x: "" },
    required: true,
  }),
  built({
    what: "a copied file of a step of another user",
    dockerfile: "WORKDIR /app\nUSER 1000:1000\nCOPY --chown=1000:1000 .npmrc .\nRUN npm ci\n",
    paths: ["app/.npmrc"],
    files: NPMRC,
    required: true,
  }),
  built({
    what: "a copied file of AWS",
    dockerfile:
      "COPY aws-credentials /root/.aws/credentials\nRUN aws s3 cp s3://b/k /k\nRUN rm -f /root/.aws/credentials\n",
    paths: ["root/.aws/credentials"],
    files: AWS,
    required: true,
  }),
  fixture("r2-copy/npmrc-removed-in-same-run", { required: true, files: NPMRC }),
  fixture("r2-copy/continued-copy", { ...TEXT, required: true, files: NPMRC }),
  fixture("r2-copy/json-form", { ...TEXT, required: true, files: NPMRC }),
  fixture("r2-copy/rm-of-several", { ...TEXT, required: true, files: NPMRC }),
  fixture("r2-copy/rm-or-true", { ...TEXT, required: true, files: NPMRC }),
  built({
    what: "a copied file of two other users, one of them by name",
    dockerfile:
      "WORKDIR /home/node\nUSER 1000:1000\nCOPY --chown=1000:1000 .npmrc .\nRUN npm ci && chmod 600 .npmrc\nUSER node\nRUN npm ci --omit=dev && rm -f .npmrc\n",
    paths: ["home/node/.npmrc"],
    files: NPMRC,
    required: true,
  }),
  fixture("r2-copy/add-single-source", {
    required: true,
    files: {
      "settings.xml": `<settings><servers><server><password>${CANARY}</password></server></servers></settings>\n`,
    },
  }),
  fixture("r2-copy/kaggle-mode", { required: true, files: { "kaggle.json": `{"username":"ci","key":"${CANARY}"}` } }),
  fixture("r2-copy/unused-and-removed", { required: false, files: { "token.txt": CANARY } }),
  // R9: files that come with their directory.
  fixture("r9-ignore/copy-all-with-npmrc", { required: true, files: NPMRC }),
  fixture("r9-ignore/same-name-elsewhere", {
    required: false,
    files: { "src/secret/config.json": `{"password":"${CANARY}"}` },
  }),
  fixture("r9-ignore/git-folder", {
    required: false,
    files: { ".git/config": `[remote "o"]\n\turl = https://ci:${CANARY}@git.example/o/r\n` },
  }),
  fixture("r9-ignore/next-to-copy-by-name", { required: true, files: { ...NPMRC, "build/index.js": "" } }),
];
