import type { Leak } from "../../src/dockerfile/leak.ts";

/** Lines of a part of a Dockerfile; a part that continues a line ends with `\`. */
export type Part = readonly string[];

/** A secret, and the parts of a Dockerfile that it is in. */
export interface Planted {
  readonly parts: readonly Part[];
  readonly leak: Partial<Leak>;
  readonly files?: Readonly<Record<string, string>>;
  /** What stands in the parts and must show nowhere. */
  readonly value?: string;
  /** Names and paths: what mentions none of them is none of a fix's business. */
  readonly words: readonly string[];
}

export const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

/** Steps that keep the variable, then steps that use what was kept. */
type Chain = (name: string) => readonly Part[];

const KEY: Part = [
  'RUN mkdir -p ~/.ssh && echo "$KEY" > ~/.ssh/id_rsa && chmod 600 ~/.ssh/id_rsa \\',
  "    && ssh-keyscan git.example >> ~/.ssh/known_hosts",
];

/** One or more of each of the rules R3 to R7, and of a stage of its own. */
const CHAINS: readonly Chain[] = [
  (name) => [[`RUN echo "//h.example/:_authToken=$${name}" > .npmrc`], ["RUN npm ci"], ["RUN rm -f .npmrc"]],
  (name) => [[`RUN echo '//h.example/:_authToken='"\${${name}}" >> /root/.npmrc`], ["RUN yarn install && yarn build"]],
  (name) => [
    ["RUN apt-get update && \\", "  # registry", `  echo "//h.example/:_authToken=$${name}" > .npmrc && \\`, "  true"],
    ["RUN <<EOF", "npm ci", "EOF"],
  ],
  (name) => [[`RUN git clone https://$${name}@h.example/o/r.git /r \\`, "  && cd /r && git submodule update --init"]],
  (name) => [[`RUN git clone --depth 1 "https://bot:\${${name}}@h.example/o/r" && make -C r`]],
  (name) => [[`RUN pip install "git+https://$${name}@h.example/o/r@v1"`]],
  (name) => [
    [`RUN git config --global url."https://$${name}@h.example/".insteadOf "https://h.example/"`],
    ["RUN go mod download"],
    ["RUN go build -o /app/x ./cmd/x"],
  ],
  (name) => [[`RUN echo "machine h.example login ci password $${name}" > ~/.netrc`], ["RUN go mod download"]],
  (name) => [[`RUN npm config set //h.example/:_authToken $${name}`], ["RUN npm ci"]],
  (name) => [[`RUN pip config set global.index-url https://ci:$${name}@h.example/simple`], ["RUN pip install app"]],
  (name) => [[`RUN poetry config http-basic.acme ci "$${name}" && poetry install`]],
  (name) => [[`RUN bundle config set gems.h.example $${name}`], ["RUN bundle install"], ["RUN rm -rf /root/.bundle"]],
  (name) => [[`RUN echo $${name} | gh auth login --with-token`], ["RUN gh release download -R o/r v1"]],
  (name) => [[`RUN echo "t=$${name}" > /etc/feed`], ["RUN npm ci --feed /etc/feed"]],
  (name) => [
    [`RUN echo "user=bot:$${name}" > /etc/dl.rc`],
    ["RUN curl -K /etc/dl.rc -o /opt/tool.tgz https://h.example/tool.tgz"],
    ["RUN rm /etc/dl.rc"],
  ],
];

/** A variable that some step writes to a file or to the settings of a tool. */
export const keptVariable = ({ name, at }: { readonly name: string; readonly at: number }): Planted => {
  const declared: readonly Part[] = at % 4 === 3 ? [[`ARG A_${name}`], [`ENV ${name}=$A_${name}`]] : [[`ARG ${name}`]];
  const leaked = at % 4 === 3 ? `A_${name}` : name;
  return {
    leak: { kind: "history", name: leaked },
    words: [name],
    parts: [...declared, ...pick(CHAINS, at)(name)],
  };
};

/** An SSH key that a build argument or the context brings. */
export const sshKey = (at: number): Planted => {
  const uses: readonly Part[] = [["RUN git clone git@git.example:o/r.git /r"], ["RUN rm -rf ~/.ssh"]];
  return at % 2 === 0
    ? { leak: { kind: "history", name: "KEY" }, words: ["KEY"], parts: [["ARG KEY"], KEY, ...uses] }
    : {
        leak: { kind: "file", path: "root/.ssh/id_rsa" },
        words: ["id_rsa"],
        files: { id_rsa: "x" },
        parts: [["COPY id_rsa /root/.ssh/id_rsa"], ["RUN chmod 600 /root/.ssh/id_rsa"], ...uses],
      };
};

const FRAMEWORKS: readonly (readonly [name: string, step: string])[] = [
  ["SECRET_KEY_BASE", "RUN bundle exec rails assets:precompile"],
  ["DJANGO_SECRET_KEY", "RUN make x && python manage.py collectstatic --noinput"],
  ["APP_SECRET", "RUN php bin/console cache:warmup"],
];

/** A framework that asks for a secret to build. */
export const framework = ({ at, value }: { readonly at: number; readonly value: string }): Planted => {
  const [name, step] = pick(FRAMEWORKS, at);
  const isArg = at % 2 === 0;
  return {
    leak: { kind: isArg ? "history" : "env", name },
    words: [name],
    files: { "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.3)\n" },
    ...(isArg ? {} : { value }),
    parts: [[isArg ? `ARG ${name}` : `ENV ${name}=${value}`], [step]],
  };
};

const LITERALS: readonly ((value: string) => Part)[] = [
  (value) => [`RUN tool --as ${value} now`],
  (value) => [`RUN curl -sSf -u bot:${value} https://h.example/x -o /x && tar -xf /x`],
  (value) => [`RUN curl -H 'X-Api-Key: ${value}' https://h.example/x -o /x || true`],
  (value) => [`RUN wget "https://h.example/get?api_key=${value}&x=1" -O /x`],
  (value) => ["RUN make && \\", "  # the feed", `  TOKEN=${value} fetch \\`, "  https://h.example/x"],
  (value) => [`RUN <<EOF`, "set -e", `curl -u "bot:${value}" https://h.example/x -o /x`, "EOF"],
  (value) => [`RUN echo "//h.example/:_authToken=${value}" > .npmrc && npm ci && rm .npmrc`],
  (value) => [`RUN pip install --index-url https://ci:${value}@h.example/simple app`],
  (value) => [`RUN git clone https://bot:${value}@h.example/o/r.git /r`],
  (value) => [`RUN npm config set //h.example/:_authToken ${value}`],
  (value) => ["RUN ftp -n h.example <<'END'", `user bot ${value}`, "get x", "END"],
];

/** What BuildKit writes into the history, with the value masked. */
const historyLine = ([first = "", ...rest]: Part, value: string): string => {
  const isScript = /^RUN <<\w+$/.test(first);
  const lines = isScript ? rest.slice(0, -1) : [first.slice(4), ...rest.filter((line) => !/^\s*#/.test(line))];
  const text = lines.reduce((all, line) => (all.endsWith("\\") ? all.slice(0, -1) + line : `${all}\n${line}`));
  return `RUN /bin/sh -c ${text.replaceAll(value, "•••")} # buildkit`;
};

/** A value that is written in a RUN. */
export const literal = ({ at, value }: { readonly at: number; readonly value: string }): Planted => {
  const part = pick(LITERALS, at);
  return {
    leak: { historyLine: historyLine(part(value), value) },
    words: [value],
    value,
    parts: [part(value), ...(at % 5 === 0 ? [[`RUN tool --again ${value}`]] : [])],
  };
};
