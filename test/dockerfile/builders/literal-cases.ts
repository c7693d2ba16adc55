import { type BuiltCase, built, CANARY } from "./built-case.ts";

type Given = Pick<BuiltCase, "what"> & Partial<BuiltCase> & { readonly lines?: readonly string[] };

/** The history holds the one RUN of the case. */
const literal = ({ line, before = "", ...given }: Given & { line: string; before?: string }): BuiltCase =>
  built({ dockerfile: `${before}RUN ${line}\n`, lines: [`RUN ${line}`], required: true, fix: "R11", ...given });

const staged = (given: Given & { dockerfile: string; args?: readonly string[] }): BuiltCase =>
  built({ args: ["T"], required: true, fix: "stage", ...given });

/** R11, literals; stages for what a step keeps; R8, values that a framework wants at build. */
export const LITERAL_CASES: readonly BuiltCase[] = [
  literal({
    what: "a literal in a header",
    line: `curl -H "Authorization: Bearer ${CANARY}" https://h.example/x -o /x`,
  }),
  literal({
    what: "a literal in single quotes, in a list",
    line: `curl -u 'bot:${CANARY}' https://h.example/x -o /x && echo done`,
  }),
  literal({
    what: "a literal of an assignment, of another user",
    before: "USER 1000:1000\n",
    line: `TOKEN=${CANARY} fetch a`,
  }),
  literal({
    what: "a literal in two commands",
    line: `curl -u bot:${CANARY} https://h.example/x -o /x; fetch --token=${CANARY}`,
  }),
  built({
    what: "a literal in a continued RUN with a comment",
    dockerfile: `RUN curl \\\n    # the feed\n    -u "bot:${CANARY}" \\\n    https://h.example/x -o /x\n`,
    lines: [`RUN curl     -u "bot:${CANARY}"     https://h.example/x -o /x`],
    required: true,
    fix: "R11",
  }),
  staged({
    what: "a file that npm reads, in a stage of its own",
    dockerfile:
      'WORKDIR /app\nARG T\nRUN echo "t=$T" > /etc/feed\nCOPY x .\nRUN npm ci --feed /etc/feed\nRUN test -f node_modules/m && test -f x\n',
    files: { x: "" },
  }),
  staged({
    what: "a file of another user, in a stage of its own",
    dockerfile:
      'USER node\nWORKDIR /home/node\nARG T\nRUN echo "t=$T" > feed\nRUN npm ci --feed feed\nRUN test -f node_modules/m\n',
  }),
  staged({
    what: "a clone in a stage of its own",
    dockerfile:
      'WORKDIR /src\nARG T\nRUN echo "x $T" > /etc/feed\nRUN GIT_FEED=/etc/feed git clone --depth 1 https://h.example/o/repo.git\nRUN test -d repo\n',
  }),
  staged({
    what: "a literal that is kept, in a stage of its own",
    dockerfile: `WORKDIR /app\nRUN echo "t=${CANARY}" > /etc/feed\nRUN npm ci --feed /etc/feed\nRUN test -f node_modules/m\n`,
    args: [],
    lines: [`RUN echo "t=${CANARY}" > /etc/feed`],
  }),
  literal({
    what: "a literal of npm config",
    line: `npm config set //r.example/:_authToken ${CANARY} && npm ci`,
    only: "docker",
  }),
  built({
    what: "the key of Rails 7.1",
    dockerfile:
      "WORKDIR /app\nARG SECRET_KEY_BASE\nENV SECRET_KEY_BASE=$SECRET_KEY_BASE\nCOPY . .\nRUN rails assets:precompile\n",
    envs: ["SECRET_KEY_BASE"],
    files: { Gemfile: 'gem "rails"\n', "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.3)\n" },
    required: false,
    fix: "R8",
  }),
  built({
    what: "the key of Django, of another user",
    dockerfile: `WORKDIR /app\nUSER node\nENV A=1 \\\n    SECRET_KEY=${CANARY} \\\n    B=2\nCOPY . .\nRUN python manage.py collectstatic --noinput\n`,
    envs: ["SECRET_KEY"],
    files: { "manage.py": "", "settings.py": "SECRET_KEY\n" },
    required: false,
    fix: "R8",
  }),
  built({
    what: "the key of Laravel",
    dockerfile: "ARG APP_KEY\nENV APP_KEY=$APP_KEY\nCOPY . .\nRUN php artisan route:cache && php artisan view:cache\n",
    envs: ["APP_KEY"],
    files: { artisan: "", "config/app.php": "'key' => env('APP_KEY')\n" },
    required: false,
    fix: "R8",
  }),
];
