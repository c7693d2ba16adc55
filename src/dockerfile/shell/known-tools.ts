/** A family of programs, the environment variables they read credentials from, and the files they read by themselves. */
export interface ToolFamily {
  readonly programs: RegExp;
  readonly variables: RegExp;
  /** End of the path of a credential or configuration file, in the image or in the build context. */
  readonly files: RegExp;
}

const family = (programs: string, variables: string, files: string): ToolFamily => ({
  programs: new RegExp(`^(?:${programs})$`),
  variables: new RegExp(`^(?:${variables})$`, "i"),
  files: new RegExp(`(?:^|/)(?:${files})$`),
});

// Each line follows the tool's own documentation of its environment variables and configuration files.
export const TOOL_FAMILIES: readonly ToolFamily[] = [
  family(
    "npm|npx|pnpm|pnpx|yarn|bun|bunx|lerna|turbo|nx|corepack",
    "NPM_.*|NODE_AUTH_TOKEN|YARN_.*|PNPM_.*|BUN_.*|TURBO_TOKEN|NX_CLOUD_.*|SENTRY_AUTH_TOKEN",
    "[\\w.-]*npmrc[\\w.-]*|\\.yarnrc|\\.yarnrc\\.yml|bunfig\\.toml",
  ),
  family(
    "pip[\\d.]*|pipx|pipenv|pip-compile|pip-sync",
    "PIP_.*|PIPENV_.*",
    "pip\\.conf|\\.pip/pip\\.conf|\\.netrc|\\.pypirc",
  ),
  family("poetry", "POETRY_.*|PIP_.*", "poetry/auth\\.toml|\\.netrc"),
  family("uv|uvx", "UV_.*", "uv\\.toml|\\.netrc"),
  family("conda|mamba|micromamba", "CONDA_.*|ANACONDA_.*", "\\.condarc|\\.netrc"),
  family("twine", "TWINE_.*", "\\.pypirc"),
  family("bundle|bundler|gem", "BUNDLE_.*|GEM_.*|RUBYGEMS_.*", "\\.bundle/config|\\.gem/credentials"),
  family("rails|rake", "RAILS_MASTER_KEY|SECRET_KEY_BASE", "config/master\\.key|config/credentials/\\w+\\.key"),
  family("composer", "COMPOSER_.*", "auth\\.json"),
  family("mvn|mvnw", "MAVEN_.*|MVN_.*", "[\\w-]*settings[\\w-]*\\.xml"),
  family("gradle|gradlew", "ORG_GRADLE_PROJECT_.*|GRADLE_.*", "gradle\\.properties|\\.netrc"),
  family("sbt", "SBT_.*", "\\.sbt/.*credentials|\\.ivy2/\\.credentials"),
  family(
    "dotnet|nuget",
    "NUGET_.*|NUGETPACKAGESOURCECREDENTIALS_.*|VSS_NUGET_.*",
    "nuget\\.config|NuGet\\.Config|NuGet\\.config",
  ),
  family(
    "cargo",
    "CARGO_REGISTR.*|CARGO_NET_.*",
    "\\.cargo/credentials|\\.cargo/credentials\\.toml|\\.cargo/config\\.toml|\\.netrc",
  ),
  family("go", "GOPROXY|GOAUTH|GONOSUMDB", "\\.netrc|\\.gitconfig|\\.git-credentials"),
  family("mix", "HEX_.*", "\\.hex/hex\\.config"),
  family("git", "GIT_.*", "\\.netrc|\\.git-credentials|\\.gitconfig|\\.ssh/[^/]+"),
  family("ssh|scp|sftp|rsync", "SSH_.*", "\\.ssh/[^/]+"),
  family("curl|wget", "NETRC", "\\.netrc|\\.curlrc|\\.wgetrc"),
  family("gh", "GH_TOKEN|GITHUB_TOKEN|GH_ENTERPRISE_TOKEN", "gh/hosts\\.yml"),
  family("aws|cdk|sam|s3cmd|aws-vault", "AWS_.*", "\\.aws/credentials|\\.aws/config|\\.s3cfg"),
  family("gcloud|gsutil|bq", "CLOUDSDK_.*|GOOGLE_.*", "gcloud/.*"),
  family("az|azcopy", "AZURE_.*|ARM_.*|AZCOPY_.*", "\\.azure/[^/]+"),
  family(
    "terraform|tofu|terragrunt",
    "TF_.*|AWS_.*|ARM_.*|GOOGLE_.*",
    "\\.terraformrc|\\.terraform\\.d/credentials\\.tfrc\\.json|\\.aws/credentials",
  ),
  family("vault", "VAULT_.*", "\\.vault-token"),
  family("mc|mcli", "MC_HOST_.*", "\\.mc/config\\.json"),
  family("helm|kubectl", "HELM_.*|KUBE.*", "\\.kube/config|kubeconfig"),
  family("conan", "CONAN_.*", "(?!)"),
  // Sources: apt_auth.conf(5), sources.list(5), yum.conf(5), zypper(8).
  family("apt|apt-get|aptitude", "(?!)", "apt/auth\\.conf(?:\\.d/[\\w.-]+)?|apt/sources\\.list\\.d/[\\w.-]+"),
  family(
    "yum|dnf|microdnf|tdnf|zypper",
    "(?!)",
    "yum\\.repos\\.d/[\\w.-]+\\.repo|zypp/(?:repos|credentials)\\.d/[\\w.-]+",
  ),
  family("sentry-cli", "SENTRY_.*", "\\.sentryclirc"),
  family(
    "psql|pg_dump|pg_dumpall|pg_restore|createdb|dropdb|createuser|vacuumdb",
    "PGPASSWORD|PGPASSFILE",
    "\\.pgpass",
  ),
  family("mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump", "MYSQL_PWD", "\\.my\\.cnf|\\.mylogin\\.cnf"),
  family("sshpass", "SSHPASS", "(?!)"),
  family("redis-cli|valkey-cli", "REDISCLI_AUTH|VALKEYCLI_AUTH", "(?!)"),
  family("restic", "RESTIC_.*|AWS_.*", "(?!)"),
  family("rclone", "RCLONE_.*", "rclone\\.conf"),
  family("kaggle", "KAGGLE_.*", "kaggle\\.json"),
  family("hf|huggingface-cli", "HF_.*|HUGGING_?FACE.*", "huggingface/token"),
  family(
    "R|Rscript|littler|install2\\.r|installGithub\\.r",
    "GITHUB_PAT|GITHUB_TOKEN|R_.*",
    "\\.?Renviron(?:\\.site)?",
  ),
  family(
    "docker|podman|buildah|skopeo|crane|oras",
    "DOCKER_.*|REGISTRY_.*",
    "\\.docker/config\\.json|containers/auth\\.json",
  ),
];

/** Programs that do not read credentials from the environment or from files they were not told about. */
const INERT =
  /^(?:|\[|\[\[|:|true|false|test|rm|rmdir|mkdir|echo|printf|chmod|chown|chgrp|ln|cp|mv|touch|cd|ls|cat|set|export|unset|pwd|id|whoami|which|date|sleep|head|tail|grep|sed|awk|tr|cut|sort|find|tar|gzip|gunzip|unzip|xz|apt|apt-get|apt-key|dpkg|apk|yum|dnf|microdnf|zypper|pacman|useradd|groupadd|adduser|addgroup|usermod|passwd|update-ca-certificates|ldconfig|locale-gen|shred|install|exit|ssh-keyscan|umask|a2enmod|setcap|strip|sha256sum|gpg|ssh-add|ssh-agent|eval|trap|wait|read|local|stat|du|df|getent|dos2unix)$/;

export const isInert = (program: string): boolean => INERT.test(program);

/** True when the program reads this variable without being told. */
export const readsVariable = (program: string, name: string): boolean =>
  TOOL_FAMILIES.some((tool) => tool.programs.test(program) && tool.variables.test(name));

/** True when the program reads the file at this path without being told. */
export const readsFile = (program: string, path: string): boolean =>
  TOOL_FAMILIES.some((tool) => tool.programs.test(program) && tool.files.test(path));

/**
 * Lists of packages in which a tool puts variables as it installs from them; no container reads them. Sources: pip,
 * "Requirements File Format", Using environment variables; Pipenv, "Credentials"; conda gives its list of pip to pip.
 */
const PACKAGE_LISTS: readonly { readonly programs: RegExp; readonly files: RegExp; readonly asked: RegExp }[] = [
  {
    programs: /^(?:pip[\d.]*|uv)$/,
    files: /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*|requirements\/[\w./-]+)\.(?:txt|in)$/,
    asked: /(?:^| )(?:-[rc]|--requirements?|--constraints?)/,
  },
  { programs: /^pipenv$/, files: /(?:^|\/)Pipfile$/, asked: /\b(?:install|sync|lock|update)\b/ },
  { programs: /^(?:conda|mamba|micromamba)$/, files: /(?:^|\/)environment[\w.-]*\.ya?ml$/, asked: /\.ya?ml|\benv\b/ },
];

/** True when the program, given these arguments, installs what the file lists. */
export const installsFrom = (
  program: string,
  { args, path }: { readonly args: readonly string[]; readonly path: string },
): boolean =>
  PACKAGE_LISTS.some((list) => list.programs.test(program) && list.files.test(path) && list.asked.test(args.join(" ")));

export const isPackageList = (path: string): boolean => PACKAGE_LISTS.some((list) => list.files.test(path));

/** True when both programs share their configuration. */
export const isSameTool = (one: string, other: string): boolean =>
  one === other || TOOL_FAMILIES.some((tool) => tool.programs.test(one) && tool.programs.test(other));

/** True when some known program reads the variable by itself. */
export const isToolVariable = (name: string): boolean => TOOL_FAMILIES.some((tool) => tool.variables.test(name));

export const isKnownTool = (program: string): boolean => TOOL_FAMILIES.some((tool) => tool.programs.test(program));

/** True when some known program reads the file at this path by itself. */
export const isToolFile = (path: string): boolean => TOOL_FAMILIES.some((tool) => tool.files.test(path));

/** Configuration of a build tool: nothing reads it when the container runs. */
export const isBuildOnlyFile = (path: string): boolean =>
  /(?:^|\/)(?:\.npmrc|\.yarnrc|\.yarnrc\.yml|bunfig\.toml|pip\.conf|\.pypirc|\.netrc|\.git-credentials|\.gitconfig|\.m2\/settings\.xml|settings\.xml|gradle\.properties|[Nn]u[Gg]et\.[Cc]onfig|auth\.json|\.cargo\/(?:credentials|config)(?:\.toml)?|\.bundle\/config|\.gem\/credentials|\.condarc|\.docker\/config\.json)$/.test(
    path,
  );

/** By its name a key that a server loads, alone or with its certificate. */
export const isPrivateKey = (path: string): boolean => /\.(?:key|pem|p12|pfx|jks|keystore)$/.test(path);

/** What a program is made of: it cannot be taken out of the image or mounted for one step. */
export const isSourceCode = (path: string): boolean =>
  /\.(?:[cm]?[jt]sx?|py|rb|go|java|kt|scala|php|rs|cs|fs|vb|c|cc|cpp|h|hpp|swift|ex|exs|erl|clj|pl|pm|lua|r|sql|html?|css|vue|svelte)$/i.test(
    path,
  );

/** What steps of a build run or are told by: without it they fail. */
export const isBuildScript = (path: string): boolean =>
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|package\.json|[\w.-]*\.(?:sh|bash|mk|ps1|bat))$/.test(path);

/** What a CI or a developer starts builds with: no image needs it. */
export const isBuildStarter = (path: string): boolean =>
  /(?:^|\/)(?:\.github\/workflows\/.*|\.circleci\/.*|\.gitlab-ci[\w.-]*|Jenkinsfile[\w.-]*|azure-pipelines[\w.-]*|docker-bake[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml)$/.test(
    path,
  );

/** Values that a bundler writes into the files it ships, by naming convention of the framework. */
export const isBundledName = (name: string): boolean =>
  /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|GATSBY_|VUE_APP_|NUXT_PUBLIC_|EXPO_PUBLIC_|PUBLIC_|NG_APP_|STORYBOOK_)/.test(name);
