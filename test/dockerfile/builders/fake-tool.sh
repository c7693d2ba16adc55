#!/bin/sh
# Stands for every build tool, under its name: succeeds only when a canary can be reached the way the real tool reads
# its credential, and keeps on disk what the real tool keeps.
tool=${0##*/}
word=exhumecanary

# With a canary in it, the tool has logged in.
value() { case "$1" in *$word*) exit 0 ;; esac; }
# Variables as ${X} and ${X-}, as npm, yarn, bun and mvn write them (${env.X}), nuget has %X%.
file() {
  [ -r "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    name=$(echo "$line" | sed -n 's/.*[$%]{\{0,1\}\(env\.\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[-}%].*/\2/p')
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
# Files that are named in the arguments.
named() { for one in "$@"; do [ -f "$one" ] && file "$one"; done; }
# An agent that this user can reach, a key where ssh looks for one, and a key that a command or a Host names.
ssh_keys() {
  [ -S "${SSH_AUTH_SOCK:-/none}" ] && [ -w "$SSH_AUTH_SOCK" ] && exit 0
  for key in "$HOME"/.ssh/id_rsa "$HOME"/.ssh/id_ed25519; do file "$key"; done
  for key in $(echo "$GIT_SSH_COMMAND" | sed -n 's/.*-i \([^ ]*\).*/\1/p') \
    $(sed -n "s|IdentityFile *~|$HOME|p" "$HOME/.ssh/config" 2>/dev/null); do file "$key"; done
}
# Settings of git that reach its children too; those of an address count for it alone, where one is given.
git_settings() {
  count=${GIT_CONFIG_COUNT:-0}
  while [ "$count" -gt 0 ]; do
    count=$((count - 1))
    eval "setting \"\$GIT_CONFIG_KEY_$count=\$GIT_CONFIG_VALUE_$count\" \"\$1\""
  done
  file "$HOME/.gitconfig"
  grep -q 'helper.*store' "$HOME/.gitconfig" 2>/dev/null && file "$HOME/.git-credentials"
  env | grep -q '^GIT_CONFIG_VALUE_.*=store' && file "$HOME/.git-credentials"
  netrc
  ssh_keys
}
# `url.<base>.insteadOf=<start of the address>`, and other settings.
setting() {
  case $1 in
  *.insteadOf=* | *.insteadof=*) case $2 in "${1##*.instead[Oo]f=}"* | "") value "$1" ;; esac ;;
  *helper=*store*) file "$HOME/.git-credentials" ;;
  *) value "$1" ;;
  esac
}
# A clone keeps the address that it was given, with what `clone -c` says; settings before the command are not kept.
git_command() {
  settings=
  while :; do
    case $1 in
    -c) settings="$settings $(echo "$2" | tr ' ' '+')"; shift 2 ;;
    -C) cd "$2" || exit 1; shift 2 ;;
    *) break ;;
    esac
  done
  address=
  for last in "$@"; do case $last in *://* | *@*:*) address=$last ;; esac; done
  folder=$last
  [ "$folder" = "$address" ] && folder=$(basename "$address" .git)
  case $1 in
  init) mkdir -p .git; exit 0 ;;
  clone) mkdir -p "$folder/.git" && echo "$*" >"$folder/.git/config" ;;
  remote) echo "$*" >>.git/config; exit 0 ;;
  esac
  case $address in *public.example*) exit 0 ;; esac
  value "$address"
  for one in $settings; do setting "$one" "$address"; done
  git_settings "$address"
  file .git/config
  file /etc/feed
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
"cargo login "*) store "$HOME/.cargo/credentials.toml" "$(cat)" ;;
"helm repo add") store "$HOME/.config/helm/repositories.yaml" "$@" ;;
"helm repo remove") rm "$HOME/.config/helm/repositories.yaml"; exit ;;
"gh auth login") store "$HOME/.config/gh/hosts.yml" "$(cat)" ;;
"huggingface-cli login "*) store "$HOME/.cache/huggingface/token" "$@" ;;
esac

case $tool in
npm | npx | pnpm | yarn | bun)
  [ "$1" = ci ] && mkdir -p node_modules 2>/dev/null && touch node_modules/m
  named "$@"
  variables '(npm|NPM)_(config|CONFIG)_.*|YARN_NPM_AUTH_TOKEN'
  for one in .npmrc .yarnrc.yml bunfig.toml "$HOME/.npmrc" "$HOME/.yarnrc.yml" "${NPM_CONFIG_USERCONFIG:-/none}" /etc/npmrc; do file "$one"; done
  git_settings
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
  grep -q 'git@' Gemfile 2>/dev/null && ssh_keys
  variables 'BUNDLE_.*|SECRET_KEY_BASE|RAILS_MASTER_KEY'
  file "$HOME/.bundle/config"
  # A Gemfile is a program that may read the environment.
  name=$(sed -n 's/.*ENV\["\([A-Z_]*\)"\].*/\1/p' Gemfile 2>/dev/null)
  [ -n "$name" ] && eval "value \"\${$name-}\""
  ;;
composer) variables COMPOSER_AUTH; file auth.json; file "$HOME/.composer/auth.json" ;;
mvn)
  named "$@"
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
git) git_command "$@" ;;
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
rails) [ "$SECRET_KEY_BASE_DUMMY" = 1 ] && exit 0; variables 'SECRET_KEY_BASE|RAILS_MASTER_KEY'; file config/master.key ;;
terraform) variables 'TF_TOKEN_.*|AWS_SECRET_ACCESS_KEY'; file "$HOME/.terraformrc" ;;
vault) variables VAULT_TOKEN ;;
helm) file "$HOME/.config/helm/repositories.yaml" ;;
fetch) arguments "$@"; variables TOKEN; file /etc/feed ;;
# Any key will do.
php) [ -n "$APP_KEY" ] && exit 0 ;;
python) [ -n "$SECRET_KEY" ] && exit 0 ;;
Rscript) variables 'GITHUB_PAT'; file "$HOME/.Renviron" ;;
twine) variables 'TWINE_PASSWORD'; file "$HOME/.pypirc" ;;
esac
echo "$tool: 401 Unauthorized" >&2
exit 1
