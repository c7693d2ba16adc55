import type { Deletion, RepositoryPurge } from "./purge.ts";

/** What deletes the manifests of a plan in one repository. Nothing here is ever run by exhume. */
export interface PurgeCommands {
  /** For a POSIX shell, in the order in which they must be run. */
  readonly commands: readonly string[];
  /** What else must be done, or known, before the bytes are gone. */
  readonly notes: readonly string[];
}

/** `plainHttp`: the registry is reached without TLS. */
export function purgeCommands(plan: RepositoryPurge, { plainHttp }: { readonly plainHttp: boolean }): PurgeCommands {
  const kind = KINDS.find(({ registry }) => registry.test(plan.registry));
  return kind?.purge(plan) ?? generic(plan, plainHttp);
}

interface Kind {
  readonly registry: RegExp;
  purge(plan: RepositoryPurge): PurgeCommands;
}

/** Of one BatchDeleteImage or BatchGetImage call (registries.md 1.1). */
const AWS_BATCH = 100;

/** Names come out of registries, and a command is made to be pasted: anything but harmless characters is quoted. */
const quoted = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const references = ({ registry, repository, deletions }: RepositoryPurge): readonly string[] =>
  deletions.map(({ digest }) => quoted(`${registry}/${repository}@${digest}`));

const ECR: Kind = {
  registry: /^\d{12}\.dkr[.-]ecr/,
  purge: (plan) => {
    const [, account = "", region = ""] = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./.exec(plan.registry) ?? [];
    return {
      commands: awsBatches(plan, `aws ecr batch-delete-image --registry-id ${account} --region ${region}`),
      notes: [
        "A digest takes all its tags with it. Look for `failures` in each answer: it is 200 all the same.",
        `Replicas are not deleted with it, and pull-through caches fill again: aws ecr describe-registry --region ${region} and aws ecr describe-pull-through-cache-rules --region ${region} name them.`,
        "ECR frees the layers by itself.",
      ],
    };
  },
};

const ECR_PUBLIC: Kind = {
  registry: /^(?:public\.ecr\.aws|ecr-public\.aws\.com)$/,
  purge: (plan) => ({
    commands: awsBatches(
      { ...plan, repository: plan.repository.replace(/^[^/]+\//, "") },
      "aws ecr-public batch-delete-image --region us-east-1",
    ),
    notes: ["It was public: whoever wanted it has it."],
  }),
};

/** Indexes in calls of their own, before what they list. */
function awsBatches({ repository, deletions }: RepositoryPurge, call: string): readonly string[] {
  const isIndex = ({ role }: Deletion): boolean => role === "index";
  const groups = [deletions.filter(isIndex), deletions.filter((one) => !isIndex(one))];
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / AWS_BATCH) }, (_, at) => {
      const ids = group.slice(at * AWS_BATCH, (at + 1) * AWS_BATCH).map(({ digest }) => `imageDigest=${digest}`);
      return `${call} --repository-name ${quoted(repository)} --image-ids ${ids.join(" ")}`;
    }),
  );
}

/** Only what no tag and no index refers to can be deleted (docs.docker.com, registry API, DeleteImageManifest). */
const HUB: Kind = {
  registry: /^docker\.io$/,
  purge: (plan) => ({
    commands: [
      ...plan.deletions
        .flatMap(({ tags }) => tags)
        .map(
          (tag) =>
            `printf 'Authorization: Bearer %s' "$HUB_TOKEN" | curl --fail --request DELETE --header @- ${quoted(`https://hub.docker.com/v2/repositories/${plan.repository}/tags/${encodeURIComponent(tag)}/`)}`,
        ),
      ...references(plan).map((reference) => `skopeo delete docker://${reference}`),
    ],
    notes: [
      "HUB_TOKEN comes from POST https://hub.docker.com/v2/auth/token; the tags go first: a manifest that one points at cannot be deleted.",
      "Docker Hub keeps manifests that lost their tag and serves them by digest: see that each command succeeds.",
    ],
  }),
};

const GHCR: Kind = {
  registry: /^ghcr\.io$/,
  purge: ({ repository, deletions }) => {
    const [owner = "", ...name] = repository.split("/");
    const versions = `/orgs/${owner}/packages/container/${encodeURIComponent(name.join("/"))}/versions`;
    return {
      commands: deletions.map(
        ({ digest }) =>
          `gh api --paginate ${quoted(versions)} --jq '.[] | select(.name == "${digest}") | .id' | xargs -I ID gh api --method DELETE ${quoted(`${versions}/ID`)}`,
      ),
      notes: [
        "For a package of a user write /user/ or /users/NAME/ in place of /orgs/NAME/; the token needs delete:packages.",
        "GitHub can restore a deleted version for 30 days.",
      ],
    };
  },
};

const GOOGLE: Kind = {
  registry: /(?:^|[.-])docker\.pkg\.dev$/,
  purge: (plan) => ({
    commands: references(plan).map(
      (reference) => `gcloud artifacts docker images delete ${reference} --delete-tags --quiet`,
    ),
    notes: ["Remote and virtual repositories that mirror this one keep copies of their own."],
  }),
};

const AZURE: Kind = {
  registry: /\.azurecr\.(?:io|cn|us|de)$/,
  purge: ({ registry, repository, deletions }) => {
    const name = registry.split(".", 1)[0] ?? "";
    return {
      commands: deletions.map(
        ({ digest }) => `az acr repository delete --name ${name} --image ${quoted(`${repository}@${digest}`)} --yes`,
      ),
      notes: [
        `With soft delete on, it can be restored until its days are over: az acr config soft-delete show --registry ${name}`,
      ],
    };
  },
};

const FILE: Kind = {
  registry: /^(?:oci|oci-archive|docker-archive|registry-storage|docker-daemon|podman|stdin)(?::|$)/,
  purge: ({ registry, deletions }) => {
    const engine = /^(?:docker-daemon|podman):/.exec(registry)?.[0] === "podman:" ? "podman" : "docker";
    const tags = [...new Set(deletions.flatMap((one) => one.tags))];
    if (/^(?:docker-daemon|podman):/.test(registry))
      return {
        commands: [],
        notes: [
          `Remove the images from the engine (${engine} image rm), and its build cache (${engine} builder prune).`,
        ],
      };
    return {
      commands: [],
      notes: [
        registry.startsWith("registry-storage:")
          ? "This is the disk of a registry: delete the manifests through the registry itself, then collect its garbage."
          : `Delete the file or folder and all its copies${tags.length === 0 ? "" : `, or write it anew without ${tags.join(", ")}`}.`,
      ],
    };
  },
};

/** The first that matches. */
const KINDS: readonly Kind[] = [ECR, ECR_PUBLIC, HUB, GHCR, GOOGLE, AZURE, FILE];

/** DELETE /v2/NAME/manifests/DIGEST of the distribution API, with a tool that logs in. A digest takes its tags with it. */
function generic(plan: RepositoryPurge, plainHttp: boolean): PurgeCommands {
  const flag = plainHttp ? " --tls-verify=false" : "";
  return {
    commands: references(plan).map((reference) => `skopeo delete${flag} docker://${reference}`),
    notes: [
      "The same with other tools: crane delete REFERENCE, regctl manifest delete REFERENCE.",
      collection(plan.registry),
    ],
  };
}

const collection = (registry: string): string => {
  if (/gitlab/.test(registry))
    return "GitLab: who deletes needs the role Maintainer; self-managed, gitlab-ctl registry-garbage-collect frees the layers.";
  if (/harbor/.test(registry))
    return "Harbor: replicas are deleted at their own registry; Administration, Clean Up, Garbage Collection frees the layers.";
  if (/(?:^|\.)quay\./.test(registry))
    return "Quay: what was deleted can be restored until the time machine of the organisation has run out.";
  return "The layers stay until garbage is collected: registry garbage-collect CONFIG for the CNCF registry, while nobody pushes; restart it when it keeps blobs in a cache.";
};
