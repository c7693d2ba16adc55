import { type BuiltCase, built } from "./built-case.ts";

type Login = Pick<BuiltCase, "what" | "dockerfile"> & Partial<BuiltCase> & { readonly args?: readonly string[] };

const kept = (fix: string, given: Login): BuiltCase => built({ args: ["T"], required: true, fix, ...given });
const written = (given: Login): BuiltCase => kept("R3", given);
const configured = (given: Login): BuiltCase => kept("R7", given);

const LOGIN = { args: ["T", "U"], values: { U: "ci" } } as const;

/** R3, files that a step writes; R7, commands that keep the credential. */
export const LOGIN_CASES: readonly BuiltCase[] = [
  written({
    what: "an .npmrc over three RUNs",
    dockerfile: 'WORKDIR /app\nARG T\nRUN echo "//r.example/:_authToken=$T" > .npmrc\nRUN npm ci\nRUN rm -f .npmrc\n',
  }),
  written({
    what: "an .npmrc by printf, of another user",
    dockerfile:
      'WORKDIR /tmp\nUSER 1000:1000\nARG T\nRUN printf "//r.example/:_authToken=%s\\n" "$T" > .npmrc\nRUN npm ci\n',
  }),
  written({
    what: "an .npmrc of a group",
    dockerfile:
      'WORKDIR /app\nARG T\nRUN { echo a=b; echo "//r.example/:_authToken=$T"; } | tee .npmrc >/dev/null\nRUN npm ci\n',
  }),
  written({
    what: "an .npmrc whose token is put in by sed",
    dockerfile:
      'WORKDIR /app\nARG T\nRUN echo "//r.example/:_authToken=_T_" > .npmrc\nRUN sed -i "s|_T_|$T|" .npmrc\nRUN npm ci\n',
  }),
  written({
    what: "an .npmrc from a copy of the ARG, for two RUNs",
    dockerfile:
      'WORKDIR /app\nARG T\nENV X=$T\nRUN echo "//r.example/:_authToken=$X" > .npmrc\nRUN npm ci\nRUN npm run build\n',
  }),
  written({
    what: "a .yarnrc.yml",
    dockerfile: 'WORKDIR /app\nARG T\nRUN echo "npmAuthToken: $T" >> .yarnrc.yml\nRUN yarn install\n',
  }),
  written({
    what: "a pip.conf with its mode, removed later",
    dockerfile:
      'ARG T\nRUN printf "[global]\\nindex-url = https://ci:%s@h.example/simple\\n" "$T" > /etc/pip.conf\nRUN chmod 600 /etc/pip.conf\nRUN pip install app && rm /etc/pip.conf\n',
  }),
  written({
    what: "an auth.json",
    dockerfile:
      'WORKDIR /app\nARG T\nRUN echo "{\\"http-basic\\":{\\"h.example\\":{\\"username\\":\\"ci\\",\\"password\\":\\"$T\\"}}}" > auth.json\nRUN composer install && rm -f auth.json\n',
  }),
  written({
    what: "a .Renviron of another user",
    dockerfile: 'USER node\nARG T\nRUN echo "GITHUB_PAT=$T" >> ~/.Renviron\nRUN Rscript -e x\n',
  }),
  written({
    what: "a settings.xml",
    dockerfile: 'ARG T\nRUN mkdir -p ~/.m2 && echo "<password>$T</password>" > ~/.m2/settings.xml\nRUN mvn package\n',
  }),
  configured({
    what: "npm config set",
    dockerfile: "ARG T\nRUN npm config set //r.example/:_authToken $T\nRUN npm ci\n",
  }),
  configured({
    what: "pip config set with a composed address",
    dockerfile: "ARG T\nRUN pip config set global.index-url https://ci:$T@h.example/simple\nRUN pip install app\n",
  }),
  configured({
    what: "poetry config of a login, of another user",
    dockerfile: 'USER node\nARG U\nARG T\nRUN poetry config http-basic.pilot "$U" "$T"\nRUN poetry install\n',
    ...LOGIN,
  }),
  configured({
    what: "bundle config in a list",
    dockerfile: "ARG T\nRUN set -e; bundle config gems.acme.example u:$T; bundle install\n",
  }),
  configured({
    what: "composer config of a login",
    dockerfile: "ARG U\nARG T\nRUN composer config -g http-basic.repo.acme.example $U $T\nRUN composer install\n",
    ...LOGIN,
  }),
  configured({
    what: "dotnet nuget add source",
    dockerfile:
      "ARG T\nRUN dotnet nuget add source https://h.example -n acme -u ci -p $T --store-password-in-clear-text\nRUN dotnet restore\n",
  }),
  configured({
    what: "aws configure set",
    dockerfile:
      "ARG I\nARG T\nRUN aws configure set aws_access_key_id $I\nRUN aws configure set aws_secret_access_key $T\nRUN aws s3 ls\n",
    args: ["T", "I"],
    values: { I: "id" },
  }),
  configured({
    what: "gh auth login by a pipe",
    dockerfile: "ARG T\nRUN echo $T | gh auth login --with-token && gh release download v1\n",
  }),
  configured({
    what: "helm repo add",
    dockerfile:
      'ARG T\nRUN helm repo add acme https://h.example --username ci --password "$T"\nRUN helm pull acme/app\n',
  }),
];
