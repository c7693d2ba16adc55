export interface Shape {
  readonly what: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** As people write them, with nothing to move. */
export const CLEAN: readonly Shape[] = [
  {
    what: "a Node.js application",
    text: 'FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
    files: {
      "package.json": "{}",
      ".npmrc": "engine-strict=true\nregistry=https://registry.example/npm/\n",
      ".env.example": "API_KEY=put-yours-here\n",
    },
  },
  {
    what: "a list of settings with its password in a mounted variable",
    text: '# syntax=docker/dockerfile:1\nFROM sdk:8\nRUN --mount=type=secret,id=NUGET_PAT,env=NUGET_PAT NuGetPackageSourceCredentials_github="Username=ci;Password=$NUGET_PAT" dotnet restore\n',
  },
  {
    what: "a list of settings with its password read from a mount",
    text: '# syntax=docker/dockerfile:1\nFROM sdk:8\nRUN --mount=type=secret,id=pat NuGetPackageSourceCredentials_github="Username=ci;Password=$(cat /run/secrets/pat)" dotnet restore\n',
  },
  {
    what: "a choice of ways to log in",
    text: "FROM kong:3\nENV KONG_ADMIN_GUI_AUTH=basic-auth GATEWAY_AUTH=key-auth\n",
  },
  {
    what: "an .npmrc that names a variable, and a secret mount for it",
    text: "# syntax=docker/dockerfile:1\nFROM node:20\nCOPY .npmrc package.json ./\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci\n",
    files: { ".npmrc": `//registry.example/:_authToken=\${NPM_TOKEN}\nalways-auth=true\n` },
  },
  {
    what: "yarn's own settings",
    text: "FROM node:20\nCOPY .yarnrc.yml yarn.lock package.json ./\nRUN yarn install --immutable\n",
    files: {
      ".yarnrc.yml": `nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.cjs\nnpmAuthToken: \${NPM_TOKEN:-}\n`,
    },
  },
  {
    what: "Python's official image",
    text: 'FROM debian:bookworm\nENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568\nENV PYTHON_VERSION=3.11.9 PIP_INDEX_URL=https://mirror.example/simple\nRUN gpg --batch --recv-keys "$GPG_KEY"\n',
  },
  {
    what: "pip.conf with an index",
    text: "FROM python:3.12\nCOPY pip.conf /etc/pip.conf\nRUN pip install -r requirements.txt\n",
    files: { "pip.conf": "[global]\nindex-url = https://pypi.example/simple\ntrusted-host = pypi.example\n" },
  },
  {
    what: "Maven settings that name a variable",
    text: "FROM maven:3.9\nCOPY settings.xml /root/.m2/settings.xml\nRUN --mount=type=secret,id=NEXUS,env=NEXUS mvn -B package\n",
    files: {
      "settings.xml": `<settings><servers><server><id>x</id><password>\${env.NEXUS}</password></server></servers></settings>`,
    },
  },
  {
    what: "gradle.properties of every day",
    text: "FROM gradle:8\nCOPY gradle.properties build.gradle ./\nRUN gradle build\n",
    files: { "gradle.properties": "org.gradle.jvmargs=-Xmx2g\nversion=1.2\n" },
  },
  {
    what: "NuGet sources",
    text: "FROM mcr.example/dotnet/sdk:8.0\nCOPY nuget.config *.csproj ./\nRUN dotnet restore\n",
    files: {
      "nuget.config":
        '<configuration><packageSources><add key="n" value="https://api.example/v3/index.json" /></packageSources></configuration>',
    },
  },
  {
    what: "public keys and their ids",
    text: "FROM alpine\nARG PUBLIC_KEY\nENV SIGNING_KEY_ID=4F2A JWT_PUBLIC_KEY=/keys/jwt.pub\nCOPY cosign.pub /keys/cosign.pub\nCOPY keys/deploy.pub /root/.ssh/deploy.pub\n",
  },
  {
    what: "templates whose places are filled in later",
    text: "FROM node:20\nCOPY npmrc.ci /root/.npmrc\nCOPY pip.conf /etc/pip.conf\nCOPY nuget.config acme.repo ./\nRUN npm ci\n",
    files: {
      "npmrc.ci": "//r.example/:_authToken=__TOKEN__\n",
      "pip.conf": "[global]\nindex-url = https://ci:@PASSWORD@@pypi.example/simple\n",
      "nuget.config": '<add key="ClearTextPassword" value="%NUGET_PASSWORD%" />',
      "acme.repo": "[acme]\nbaseurl=https://r.example\npassword={{ password }}\n",
    },
  },
  {
    what: "a pattern whose secret file is ignored",
    text: "FROM node:20\nCOPY .npmrc* package.json ./\nRUN npm ci\n",
    files: { ".npmrc": "//r.example/:_authToken=q8Zr2LwYx7\n", ".dockerignore": ".npmrc\n" },
  },
  {
    what: "names of files that hold secrets",
    text: "FROM postgres:16\nENV POSTGRES_PASSWORD_FILE=/run/secrets/pg DB_PASSWORD_FILE=/run/secrets/db\nENV TOKEN_PATH=/var/run/token\n",
  },
  {
    what: "settings about secrets",
    text: "FROM alpine\nENV TOKEN_TTL=3600 PASSWORD_MIN_LENGTH=12 JWT_ALGORITHM=HS256 AUTH_TYPE=basic KEY_SIZE=2048 SECRET_ROTATION_DAYS=30\nENV ACCESS_TOKEN_EXPIRE_MINUTES=15 JWT_EXPIRES_IN=1d AUTH_ENABLED=true\n",
  },
  {
    what: "switches of images",
    text: "FROM mysql:8\nENV MYSQL_ALLOW_EMPTY_PASSWORD=yes MYSQL_RANDOM_ROOT_PASSWORD=1\n",
  },
  {
    what: "addresses",
    text: "FROM node:20\nARG NEXTAUTH_URL=https://app.example\nARG AUTH_URL\nENV KEYCLOAK_URL=https://sso.example/auth AUTH_ISSUER=https://sso.example TOKEN_ENDPOINT=https://sso.example/token\n",
  },
  {
    what: "keys of caches, tables and packages",
    text: "FROM alpine\nARG CACHE_KEY\nARG APT_KEY=B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\nENV PARTITION_KEY=id SORT_KEY=created PRIMARY_KEY=id\n",
  },
  {
    what: "values for the front end, for all to read",
    text: "FROM node:20\nARG NEXT_PUBLIC_STRIPE_KEY\nARG VITE_API_KEY\nARG STRIPE_PUBLISHABLE_KEY\nARG RECAPTCHA_SITE_KEY\nRUN npm run build\n",
  },
  {
    what: "stand-ins for the build",
    text: "FROM ruby:3.3\nRUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile\nRUN SECRET_KEY=dummy-for-build python manage.py collectstatic --noinput\n",
  },
  {
    what: "an empty variable, set when it runs",
    text: 'FROM alpine\nENV API_TOKEN= DB_PASSWORD=""\nCMD ["sh", "-c", "app --token $API_TOKEN"]\n',
  },
  {
    what: "a variable of the shell that is no build argument",
    text: "FROM alpine\nENV GITHUB_TOKEN=$GITHUB_TOKEN\nRUN echo hello\n",
  },
  {
    what: "keys that a download is checked with",
    text: 'FROM alpine\nENV GOSU_DOWNLOAD_KEY="0x036A9C25BF357DD4" NGINX_GPGKEY=573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62\nRUN gpg --recv-keys $GOSU_DOWNLOAD_KEY\n',
  },
  {
    what: "users without a password",
    text: "FROM debian\nRUN adduser --system --disabled-password --gecos '' app && useradd -m -u 1000 -s /bin/bash worker\nRUN adduser --disabled-password appuser\n",
  },
  {
    what: "downloads that are checked by key",
    text: "FROM debian\nRUN curl -fsSL https://download.example/linux/gpg.key | apt-key add - && curl -u 1000:1000 https://example.org || true\nRUN wget -O- https://apt.example/keys/release.asc > /etc/apt/keyrings/x.asc\n",
  },
  {
    what: "ssh mounts and known hosts",
    text: "# syntax=docker/dockerfile:1\nFROM alpine/git\nRUN mkdir -p ~/.ssh && ssh-keyscan github.com >> ~/.ssh/known_hosts\nRUN --mount=type=ssh git clone git@github.com:team/app.git\n",
  },
  {
    what: "secret mounts as a file",
    text: '# syntax=docker/dockerfile:1\nFROM alpine\nRUN --mount=type=secret,id=token TOKEN="$(cat /run/secrets/token)" && curl -H "Authorization: Bearer $TOKEN" https://api.example/x\nRUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true go mod download\n',
  },
  {
    what: "certificates of others",
    text: "FROM alpine\nCOPY certs/ca.pem certs/rds-combined-ca-bundle.pem certs/fullchain.pem /etc/ssl/certs/\nCOPY tls/server.crt /etc/nginx/server.crt\n",
  },
  {
    what: "keys of tests, and an .env without secrets",
    text: "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go test ./...\n",
    files: {
      "testdata/server.key": "-----BEGIN PRIVATE KEY-----\nx\n",
      ".env": "PORT=8080\nLOG_LEVEL=debug\nDATABASE_URL=postgres://app:app@localhost/app\n",
      "main.go": "",
    },
  },
  {
    what: "an .env that the ignore file keeps out",
    text: "FROM node:20\nCOPY . /app\n",
    files: {
      ".env": "API_TOKEN=q8Zr2LwYx7\n",
      ".dockerignore": ".env\n*.pem\n",
      "deploy.pem": "-----BEGIN RSA PRIVATE KEY-----\n",
    },
  },
  {
    what: "files of another stage",
    text: "FROM golang:1.22 AS build\nRUN go build -o /out/app\nFROM scratch\nCOPY --from=build /out/app /app\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n",
  },
  {
    what: "ssh agents and sockets",
    text: "FROM alpine\nENV SSH_AUTH_SOCK=/ssh-agent GIT_AUTHOR_NAME=ci TOKENIZERS_PARALLELISM=false\n",
  },
  {
    what: "Windows",
    text: '# escape=`\nFROM mcr.example/windows/servercore\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.org/a.zip -OutFile C:\\a.zip\n',
  },
  {
    what: "a user in an address, keys that open nothing and settings of Bundler",
    text: `FROM a\nARG GIT_USER VERSION BUNDLE_BUILD__NOKOGIRI BUNDLE_MIRROR__ALL\nENV CACHE_KEY=$VERSION\nRUN git clone https://$GIT_USER@git.example/a\n`,
  },
  {
    what: "a mounted secret that a step uses, or writes and deletes",
    text: `FROM a\nRUN --mount=type=secret,id=t curl -H "Authorization: Bearer $(cat /run/secrets/t)" https://h.example/a | jq . > /a.json\nRUN --mount=type=secret,id=t T=$(cat /run/secrets/t) && echo "//r.example/:_authToken=$T" > .npmrc && npm ci && rm .npmrc\nRUN --mount=type=secret,id=k cp /run/secrets/k /tmp/k && use /tmp/k && rm -f /tmp/k\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci > /var/log/npm\n`,
  },
  {
    what: "a mounted secret that a tool is told to keep by its name, keeps in another stage, or forgets",
    text: `FROM a AS b\nRUN --mount=type=secret,id=n npm config set //r.example/:_authToken $(cat /run/secrets/n) && npm ci\nFROM a\nRUN --mount=type=secret,id=N,env=N npm config set '//r.example/:_authToken' '\${N}' && npm ci\nRUN --mount=type=secret,id=n npm config set //r.example/:_authToken "$(cat /run/secrets/n)" && npm ci && npm config delete //r.example/:_authToken\nRUN --mount=type=secret,id=p docker login -u ci --password-stdin r.example < /run/secrets/p && docker pull r.example/x && docker logout r.example\nRUN --mount=type=secret,id=g git config --global credential.helper "store --file=/run/secrets/g" && go mod download\nRUN --mount=type=secret,id=a,target=/root/.aws/credentials aws s3 cp s3://x/y /y && aws configure set region eu-west-1\nRUN --mount=type=secret,id=T,env=T git clone "https://x:$T@git.example/a" /a && rm -rf /a/.git\nRUN --mount=type=secret,id=u pro attach --attach-config /run/secrets/u && apt-get purge -y ubuntu-pro-client\n`,
  },
  {
    what: "code in a script that reads the environment, and a sample under the name of the real file",
    text: `FROM a\nCOPY .env.example .env\nRUN <<EOF\n#!/usr/bin/env python3\nload("m", token=os.environ["HF_NAME"], api_key=settings.get_key("x"))\nEOF\nRUN R -e 'f(auth_token=Sys.getenv("PAT_NAME"))'\n`,
    files: { ".env.example": "API_KEY=changeme\n" },
  },
  {
    what: "patterns of sed for lines that hold a variable",
    text: `FROM a\nRUN sed -i 's/APP_PASSWORD=.*/APP_PASSWORD=unset/;s|API_TOKEN=[^ ]*|API_TOKEN=|' app.conf\n`,
  },
];

/** With what is proposed: the ids of the leaks. */
export const LEAKY: readonly (Shape & { readonly ids: readonly string[] })[] = [
  { what: "a build argument", text: "FROM node:20\nARG NPM_TOKEN\nRUN npm ci\n", ids: ["NPM_TOKEN"] },
  {
    what: "names that say nothing, where Composer, Cargo and Bundler take a login",
    text: "FROM a\nARG GH_OA\nARG CRATES\nARG SIDEKIQ\nRUN composer config -g github-oauth.github.com $GH_OA && composer install\nRUN cargo login $CRATES && cargo publish\nRUN bundle config set --global gems.example.com $SIDEKIQ && bundle install\n",
    ids: ["GH_OA", "CRATES", "SIDEKIQ"],
  },
  {
    what: "a token in the JSON form, behind the name of a setting",
    text: 'FROM node:20\nRUN ["npm", "config", "set", "//h.example/:_authToken", "q8Zr2LwYx7KdPm3"]\n',
    ids: ["line 2"],
  },
  {
    what: "one with an empty default",
    text: "FROM node:20\nARG KAGGLE_KEY=\nRUN kaggle datasets download x\n",
    ids: ["KAGGLE_KEY"],
  },
  {
    what: "in lower case, among others",
    text: "FROM node:20\nARG VERSION=1 githubPat dbPassword\nRUN ./build.sh\n",
    ids: ["githubPat", "dbPassword"],
  },
  {
    what: "the address of a database",
    text: "FROM node:20\nARG DATABASE_URL\nRUN npx prisma migrate deploy\n",
    ids: ["DATABASE_URL"],
  },
  {
    what: "an ENV that copies an ARG",
    text: "FROM node:20\nARG GH_TOKEN\nENV TOKEN=$GH_TOKEN\nRUN yarn\n",
    ids: ["GH_TOKEN", "TOKEN"],
  },
  { what: "a literal ENV", text: "FROM node:20\nENV DB_PASSWORD q8Zr2LwY PORT=1\n", ids: ["DB_PASSWORD"] },
  {
    what: "an address with a password",
    text: "FROM node:20\nENV DATABASE_URL=postgres://app:q8Zr2LwY@db.internal/app\n",
    ids: ["DATABASE_URL"],
  },
  {
    what: "an address with a variable as password",
    text: `FROM python:3\nARG P\nARG PIP_EXTRA_INDEX_URL=https://ci:\${P}@pypi.example/simple\nRUN pip install x\n`,
    ids: ["PIP_EXTRA_INDEX_URL"],
  },
  {
    what: "a file that a pattern brings",
    text: "FROM node:20\nWORKDIR /app\nCOPY package.json .npmrc* ./\nRUN npm ci\n",
    files: { ".npmrc": "//r.example/:_authToken=q8Zr2LwYx7\n", "package.json": "{}" },
    ids: ["/app/.npmrc"],
  },
  {
    what: "a file of a folder that a pattern brings",
    text: "FROM composer:2\nCOPY docker/*.json conf* ./\nRUN composer install\n",
    files: {
      "docker/auth.json": '{"http-basic":{"r.example":{"password":"q8Zr2LwYx7"}}}',
      "docker/x.json": "{}",
      "conf.d/.env": "API_TOKEN=q8Zr2LwYx7\n",
    },
    ids: ["/app/auth.json", "/app/.env"],
  },
  {
    what: "a credential in a heredoc",
    text: "FROM node:20\nCOPY <<EOT /root/.npmrc\n//r.example/:_authToken=q8Zr2LwYx7\nEOT\nRUN npm ci\n",
    ids: ["/root/.npmrc"],
  },
  {
    what: "files and values behind ONBUILD",
    text: "FROM maven:3\nONBUILD COPY settings.xml /root/.m2/\nONBUILD RUN curl -u ci:q8Zr2LwYx7 https://x.example\nONBUILD ADD .npmrc /app/\n",
    files: {
      "settings.xml": "<server><password>q8Zr2LwYx7</password></server>",
      ".npmrc": "//r.example/:_authToken=q8Zr2LwYx7\n",
    },
    ids: ["/root/.m2/settings.xml", "line 3", "/app/.npmrc"],
  },
  {
    what: "the address of an ADD",
    text: "FROM alpine\nADD https://ci:q8Zr2LwYx7@x.example/a.tgz /\n",
    ids: ["line 2"],
  },
  {
    what: "the login of a clone",
    text: "FROM alpine\nCOPY . /app\n",
    files: { ".git/config": '[remote "origin"]\n\turl = https://ci:q8Zr2LwYx7@git.example/a.git\n', "main.c": "" },
    ids: ["/app/.git/config"],
  },
  {
    what: "values in what the container runs",
    text: 'FROM nginx\nCMD ["nginx","--password=q8Zr2LwYx7"]\nHEALTHCHECK CMD curl -u admin:q8Zr2LwYx7 http://localhost\n',
    ids: ["line 2", "line 3"],
  },
  {
    what: "sources of packages with a login, and a key of Rails",
    text: "FROM debian\nCOPY NuGet.config .\nCOPY acme.repo /etc/yum.repos.d/\nCOPY config/master.key /app/config/\nRUN dotnet restore\n",
    files: {
      "NuGet.config": '<add key="ClearTextPassword" value="q8Zr2LwYx7" />',
      "acme.repo": "[acme]\nbaseurl=https://r.example\npassword=q8Zr2LwYx7\n",
      "config/master.key": "q8Zr2LwYx7",
    },
    ids: ["/NuGet.config", "/etc/yum.repos.d/acme.repo", "/app/config/master.key"],
  },
  { what: "ONBUILD", text: "FROM node:20\nONBUILD ARG NPM_TOKEN\nONBUILD RUN npm ci\n", ids: ["NPM_TOKEN"] },
  {
    what: "a file by its name, which is not there",
    text: "FROM node:20\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci && rm .npmrc\n",
    ids: ["/app/.npmrc"],
  },
  {
    what: "a file that is called otherwise in the source",
    text: "FROM node:20\nCOPY npmrc-ci /root/.npmrc\nRUN npm ci\n",
    files: { "npmrc-ci": "//r.example/:_authToken=q8Zr2LwYx7\n" },
    ids: ["/root/.npmrc"],
  },
  {
    what: "a key",
    text: "FROM alpine/git\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@git.example:a/b\n",
    ids: ["/root/.ssh/id_rsa"],
  },
  {
    what: "an .env that comes with the context",
    text: "FROM node:20\nCOPY . /app\n",
    files: { ".env": "API_TOKEN=q8Zr2LwYx7\n", "a.js": "" },
    ids: ["/app/.env"],
  },
  {
    what: "a login in settings.xml",
    text: "FROM maven:3\nCOPY settings.xml /root/.m2/\nRUN mvn package\n",
    files: { "settings.xml": "<password>q8Zr2LwY</password>" },
    ids: ["/root/.m2/settings.xml"],
  },
  {
    what: "a token in a header",
    text: "FROM alpine\nRUN curl -H 'Authorization: token q8Zr2LwYx7' https://api.example/x\n",
    ids: ["line 2"],
  },
  {
    what: "a login in an address",
    text: "FROM alpine\nRUN git clone https://ci:q8Zr2LwY@git.example/a/b\n",
    ids: ["line 2"],
  },
  {
    what: "a flag",
    text: "FROM alpine\nRUN mysqladmin --password=q8Zr2LwYx7 ping && helm repo add x https://h.example --username u --password q8Zr2LwYx7\n",
    ids: ["line 2"],
  },
  {
    what: "a login for curl",
    text: "FROM alpine\nRUN curl -fsSL -u ci:q8Zr2LwYx7 https://a.example/x | tar x\n",
    ids: ["line 2"],
  },
  {
    what: "the hash of a password",
    text: "FROM debian\nRUN useradd --password \\$5\\$q8Zr2LwYx7\\$abc -m builder\n",
    ids: ["line 2"],
  },
  { what: "a password of a user", text: "FROM debian\nRUN echo 'root:q8Zr2LwY' | chpasswd\n", ids: ["line 2"] },
  {
    what: "an assignment in the shell",
    text: "FROM alpine\nRUN export GITHUB_TOKEN=q8Zr2LwYx7 && \\\n    make\n",
    ids: ["line 2"],
  },
  {
    what: "what npm is told to keep",
    text: "FROM node:20\nRUN npm config set //r.example/:_authToken q8Zr2LwYx7 && npm ci\n",
    ids: ["line 2"],
  },
  {
    what: "a secret that is mounted and written into the layer",
    text: `# syntax=docker/dockerfile:1\nFROM node:20\nWORKDIR /app\nRUN --mount=type=secret,id=npm echo "//r.example/:_authToken=$(cat /run/secrets/npm)" > .npmrc && npm ci\nRUN rm .npmrc\nCOPY . .\n`,
    ids: ["/app/.npmrc"],
  },
  {
    what: "secrets that are mounted and copied, by way of variables too",
    text: `# syntax=docker/dockerfile:1\nFROM node:20\nRUN --mount=type=secret,id=netrc,target=/tmp/n cp /tmp/n ~/.netrc && go mod download\nRUN --mount=type=secret,id=k export K=$(cat /run/secrets/k) && sed -i "s/KEY/$K/" /etc/app.conf\nRUN --mount=type=secret,id=E,env=E echo "$E" | base64 -d > /app/.env\n`,
    ids: ["/root/.netrc", "/etc/app.conf", "/app/.env"],
  },
  {
    what: "secrets that are mounted and kept by a tool in the image",
    text: `# syntax=docker/dockerfile:1\nFROM a\nRUN --mount=type=secret,id=n npm config set //r.example/:_authToken $(cat /run/secrets/n) && npm ci\nRUN --mount=type=secret,id=p docker login -u ci --password-stdin r.example < /run/secrets/p\nRUN --mount=type=secret,id=g,env=G git config --global url."https://x:$G@git.example/".insteadOf "https://git.example/" && go mod download\nRUN --mount=type=secret,id=u U=$(cat /run/secrets/u) && pip config set global.index-url "$U" && pip install a\nUSER ci\nRUN --mount=type=secret,id=s cat /run/secrets/s | gh auth login --with-token\nRUN --mount=type=secret,id=t git clone --depth 1 https://x:$(cat /run/secrets/t)@git.example/a.git /a\nRUN --mount=type=secret,id=k gcloud auth activate-service-account --key-file=/run/secrets/k\n`,
    ids: [
      "/root/.npmrc",
      "/root/.docker/config.json",
      "/root/.gitconfig",
      "/root/.config/pip/pip.conf",
      "/home/ci/.config/gh/hosts.yml",
      "/a/.git/config",
      "/home/ci/.config/gcloud/credentials.db",
    ],
  },
  {
    what: "a header in the JSON form",
    text: 'FROM alpine\nRUN ["wget", "--header", "X-Token: q8Zr2LwYx7Kd", "-O", "/y", "https://h.example/y"]\n',
    ids: ["line 2"],
  },
  {
    what: "short names, logins of Bundler and whole files",
    text: "FROM alpine\nARG DB_PW\nARG DBPASS\nARG GOOGLE_CREDS\nARG BUNDLE_RUBYGEMS__PKG__GITHUB__COM\nARG NPMRC_B64\nARG SLACK_WEBHOOK_URL\nRUN ./build\n",
    ids: ["DB_PW", "DBPASS", "GOOGLE_CREDS", "BUNDLE_RUBYGEMS__PKG__GITHUB__COM", "NPMRC_B64", "SLACK_WEBHOOK_URL"],
  },
  {
    what: "arguments that stand where a credential does, whatever they are called",
    text: `FROM alpine\nARG A\nARG B\nARG C\nARG D\nARG E\nARG F\nARG TAG\nRUN docker login -u ci -p "$A" r.example\nRUN git clone https://\${B}@git.example/a\nRUN echo "$C" | base64 -d > ~/.kube/config\nRUN curl -u "ci:$D" https://h.example/$TAG\nRUN DB_PASSWORD=$E ./seed\nCOPY <<EOF /etc/yum.repos.d/a.repo\npassword=\${F}\nEOF\n`,
    ids: ["A", "B", "C", "D", "E", "F"],
  },
  {
    what: "the secret key of an alias of mc",
    text: "FROM alpine\nRUN mc alias set acme https://s3.example build q8Zr2LwYx7Kd && mc cp acme/a /a\n",
    ids: ["line 2"],
  },
];
