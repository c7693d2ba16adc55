import { type BuiltCase, built, CANARY } from "./built-case.ts";

type Given = Pick<BuiltCase, "what" | "dockerfile"> &
  Partial<BuiltCase> & { readonly args?: readonly string[]; readonly paths?: readonly string[] };

const moved = (fix: string, given: Given): BuiltCase => built({ args: ["T"], required: true, fix, ...given });
const address = (given: Given): BuiltCase => moved("R4", given);
const setting = (given: Given): BuiltCase => moved("R5", given);
const key = (given: Given): BuiltCase => moved("R6", { args: ["K"], ssh: true, ...given });

/** R4, addresses with a login; R5, settings of git and netrc; R6, keys of SSH. */
export const GIT_CASES: readonly BuiltCase[] = [
  address({
    what: "a clone that keeps its address, of another user",
    dockerfile: "USER 1000:1000\nARG T\nRUN git clone https://x:$T@git.example/o/r.git /tmp/src\n",
  }),
  address({
    what: "a clone, an update of its submodules, and an or-list",
    dockerfile:
      'ARG T\nRUN git clone -q "https://$T@git.example/o/r.git" /src || exit 3; cd /src && git submodule update --init -q\n',
  }),
  address({
    what: "a remote that a later RUN pulls from",
    dockerfile:
      "WORKDIR /app\nARG T\nRUN git init -q && git remote add origin https://ci:$T@git.example/o/r.git && git fetch -q origin main\nRUN git pull -q origin main\n",
  }),
  address({
    what: "an address in a variable, optional",
    dockerfile:
      'ARG T=\nRUN if [ -n "$T" ]; then URL="https://u:$T@git.example/o/r.git"; git clone -q "$URL" /src; else git clone -q https://public.example/o/r.git /src; fi\n',
    required: false,
  }),
  setting({
    what: "insteadOf for two RUNs of go",
    dockerfile:
      'ARG T\nRUN git config --global url."https://$T@git.example/".insteadOf "https://git.example/"\nRUN go mod download\nRUN go build -o /a .\n',
  }),
  setting({
    what: "insteadOf for addresses of SSH",
    dockerfile:
      'ARG T\nRUN git config --global url."https://x:$T@git.example/".insteadOf "git@git.example:"\nRUN git clone -q git@git.example:o/r.git /src\n',
  }),
  setting({
    what: "a header of git for cargo",
    dockerfile: 'ARG T\nRUN git config --global http.extraheader "Authorization: Bearer $T"\nRUN cargo fetch\n',
  }),
  setting({
    what: "the credential store of git for npm and cargo",
    dockerfile:
      'WORKDIR /app\nARG T\nRUN git config --global credential.helper store\nRUN printf "https://oauth2:%s@git.example\\n" "$T" > ~/.git-credentials && chmod 600 ~/.git-credentials\nRUN npm ci && cargo fetch\n',
    paths: ["root/.git-credentials"],
  }),
  setting({
    what: "a netrc for go",
    dockerfile:
      'ARG T\nRUN echo "machine git.example login ci password $T" > ~/.netrc && chmod 600 ~/.netrc\nRUN go mod download\nRUN rm ~/.netrc\n',
    paths: ["root/.netrc"],
  }),
  setting({
    what: "a netrc of another user for pip",
    dockerfile:
      'USER node\nARG T\nRUN echo "machine h.example login ci password $T" > ~/.netrc\nRUN pip install -r requirements.txt\n',
    files: { "requirements.txt": "" },
  }),
  setting({
    what: "insteadOf, only with a token",
    dockerfile:
      'ARG T=\nRUN if [ -n "$T" ]; then git config --global url."https://$T@git.example/".insteadOf "https://git.example/"; fi\nRUN if [ -n "$T" ]; then git clone -q https://git.example/o/r.git /src; fi\n',
    required: false,
  }),
  key({
    what: "a copied key, removed in the RUN that uses it",
    dockerfile:
      "COPY id_rsa /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa\nRUN git clone -q git@git.example:o/r.git /src && rm /root/.ssh/id_rsa\n",
    args: [],
    paths: ["root/.ssh/id_rsa"],
    files: { id_rsa: CANARY },
  }),
  key({
    what: "a key of an ARG",
    dockerfile:
      'ARG K\nRUN mkdir -p ~/.ssh && chmod 700 ~/.ssh && echo "$K" > ~/.ssh/id_rsa && chmod 600 ~/.ssh/id_rsa\nRUN git clone -q git@git.example:o/r.git /src\n',
    paths: ["root/.ssh/id_rsa"],
  }),
  key({
    what: "a key of another user for bundle",
    dockerfile:
      "USER 1000:1000\nWORKDIR /tmp\nENV HOME=/home/node\nARG K\nRUN mkdir -p ~/.ssh && printf '%s\\n' \"$K\" | tr -d '\\r' > ~/.ssh/id_ed25519 && chmod 600 ~/.ssh/id_ed25519\nCOPY Gemfile .\nRUN bundle install\n",
    files: { Gemfile: 'gem "x", git: "git@git.example:o/r.git"\n' },
  }),
  key({
    what: "a copied key of a user by name",
    dockerfile:
      "USER node\nWORKDIR /home/node\nCOPY --chown=node id_rsa .ssh/id_rsa\nRUN chmod 600 .ssh/id_rsa && git clone -q git@git.example:o/r.git src\n",
    args: [],
    paths: ["home/node/.ssh/id_rsa"],
    files: { id_rsa: CANARY },
  }),
  key({
    what: "a key that a Host of the configuration names",
    dockerfile:
      "ARG K\nRUN mkdir -p ~/.ssh && echo \"$K\" > ~/.ssh/id_deploy && chmod 600 ~/.ssh/id_deploy && printf 'Host app-repo\\n IdentityFile ~/.ssh/id_deploy\\n' > ~/.ssh/config\nRUN git clone -q git@app-repo:o/r.git /src && rm ~/.ssh/id_deploy\n",
    ssh: false,
  }),
];
