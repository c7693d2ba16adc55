#!/bin/sh
# Stands for every build tool, under its name: succeeds only when a canary can be reached the way the real tool reads
# its credential, and keeps on disk what the real tool keeps.
tool=${0##*/}
word=exhumecanary

# With a canary in it, the tool has logged in.
value() { case "$1" in *$word*) exit 0 ;; esac; }
# Variables as ${X}, as npm, yarn, bun and mvn write them (${env.X}), nuget has %X%.
file() {
  [ -r "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    name=$(echo "$line" | sed -n 's/.*[$%]{\{0,1\}\(env\.\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[}%].*/\2/p')
    [ -n "$name" ] && eval "value \"\${$name-}\""
    value "$line"
  done <"$1"
}
# Every variable whose name matches.
variables() {
  found=$(env | grep -E "^($1)=" | cut -d= -f2-)
  value "$found"
}
arguments() { for one in "$@"; do value "$one"; done; }
netrc() { file "${NETRC:-$HOME/.netrc}"; }
git_settings() {
  file "$HOME/.gitconfig"
  count=${GIT_CONFIG_COUNT:-0}
  while [ "$count" -gt 0 ]; do
    count=$((count - 1))
    eval "value \"\$GIT_CONFIG_KEY_$count \$GIT_CONFIG_VALUE_$count\""
  done
  grep -q 'helper.*store' "$HOME/.gitconfig" 2>/dev/null && file "$HOME/.git-credentials"
  file "$HOME/.git-credentials"
  netrc
  [ -S "${SSH_AUTH_SOCK:-/none}" ] && exit 0
  for key in "$HOME"/.ssh/id_*; do file "$key"; done
}
# What a command that stores the credential writes.
store() {
  path=$1
  shift
  mkdir -p "${path%/*}"
  echo "$*" >>"$path"
  exit 0
}

case "$tool $1 $2" in
"npm cache "* | "npm run build" | "yarn build "* | "go env "* | "go build ./..." | "pip cache "* | "pip install kaggle") exit 0 ;;
"npm config set" | "yarn config set" | "pnpm config set") store "$HOME/.npmrc" "$@" ;;
"pip config set") store "$HOME/.config/pip/pip.conf" "$@" ;;
"poetry config "*) store "$HOME/.config/pypoetry/auth.toml" "$@" ;;
"bundle config "*) store "$HOME/.bundle/config" "$@" ;;
"composer config "*) store "$HOME/.composer/auth.json" "$@" ;;
"aws configure set") store "$HOME/.aws/credentials" "$@" ;;
"git config "*) store "$HOME/.gitconfig" "$@" ;;
"dotnet nuget add") store "$HOME/.nuget/NuGet/NuGet.Config" "$@" ;;
"cargo login "*) store "$HOME/.cargo/credentials.toml" "$@" ;;
"gh auth login") store "$HOME/.config/gh/hosts.yml" "$(cat)" ;;
"huggingface-cli login "*) store "$HOME/.cache/huggingface/token" "$@" ;;
esac

case $tool in
npm | npx | pnpm | yarn | bun)
  variables '(npm|NPM)_(config|CONFIG)_.*'
  for one in .npmrc .yarnrc.yml bunfig.toml "$HOME/.npmrc" "$HOME/.yarnrc.yml" "${NPM_CONFIG_USERCONFIG:-/none}" /etc/npmrc; do file "$one"; done
  ;;
pip | pip3)
  arguments "$@"
  variables 'PIP_INDEX_URL|PIP_EXTRA_INDEX_URL'
  for one in "${PIP_CONFIG_FILE:-/none}" "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf" /etc/pip.conf; do file "$one"; done
  netrc
  ;;
poetry)
  variables 'POETRY_HTTP_BASIC_.*_PASSWORD|POETRY_PYPI_TOKEN_.*'
  file "$HOME/.config/pypoetry/auth.toml"
  ;;
bundle)
  variables 'BUNDLE_.*|SECRET_KEY_BASE|RAILS_MASTER_KEY'
  file "$HOME/.bundle/config"
  # A Gemfile is a program that may read the environment.
  name=$(sed -n 's/.*ENV\["\([A-Z_]*\)"\].*/\1/p' Gemfile 2>/dev/null)
  [ -n "$name" ] && eval "value \"\${$name-}\""
  ;;
composer) variables COMPOSER_AUTH; file auth.json; file "$HOME/.composer/auth.json" ;;
mvn)
  for one in "$@"; do [ -f "$one" ] && file "$one"; done
  file "$HOME/.m2/settings.xml"
  ;;
gradle) arguments "$@"; variables 'ORG_GRADLE_PROJECT_.*'; file "$HOME/.gradle/gradle.properties" ;;
dotnet)
  arguments "$@"
  variables 'NuGetPackageSourceCredentials_.*|VSS_NUGET_EXTERNAL_FEED_ENDPOINTS'
  file nuget.config
  file "$HOME/.nuget/NuGet/NuGet.Config"
  ;;
cargo) variables 'CARGO_REGISTR.*_TOKEN'; file "$HOME/.cargo/credentials.toml"; git_settings ;;
go) variables GOPROXY; git_settings ;;
git)
  git_settings
  for one in "$@"; do
    case $one in *$word*)
      # A clone keeps the address it was given, and what clone -c says.
      case " $* " in *" -c url."*" clone "*) ;; *) mkdir -p "/src/.git" && echo "$*" >/src/.git/config ;; esac
      exit 0
      ;;
    esac
  done
  ;;
curl | wget)
  arguments "$@"
  case " $* " in *" -n "* | *" --netrc "* | *" --netrc-optional "*) netrc ;; esac
  [ "$tool" = wget ] && netrc
  ;;
aws)
  [ -n "$AWS_ACCESS_KEY_ID" ] && value "$AWS_SECRET_ACCESS_KEY"
  file "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"
  ;;
gh) variables 'GH_TOKEN|GITHUB_TOKEN'; file "$HOME/.config/gh/hosts.yml" ;;
huggingface-cli) variables HF_TOKEN; arguments "$@"; file "$HOME/.cache/huggingface/token" ;;
kaggle) variables KAGGLE_KEY; file "$HOME/.kaggle/kaggle.json" ;;
sentry-cli) variables SENTRY_AUTH_TOKEN; file .sentryclirc ;;
rails) variables 'SECRET_KEY_BASE|RAILS_MASTER_KEY'; file config/master.key ;;
terraform) variables 'TF_TOKEN_.*|AWS_SECRET_ACCESS_KEY'; file "$HOME/.terraformrc" ;;
vault) variables VAULT_TOKEN ;;
Rscript) variables 'GITHUB_PAT'; file "$HOME/.Renviron" ;;
twine) variables 'TWINE_PASSWORD'; file "$HOME/.pypirc" ;;
esac
echo "$tool: 401 Unauthorized" >&2
exit 1
