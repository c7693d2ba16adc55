import { anthropic } from "./anthropic.ts";
import { aws } from "./aws.ts";
import { dockerHub } from "./docker-hub.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { huggingface } from "./huggingface.ts";
import { mysql } from "./mysql.ts";
import { npm } from "./npm.ts";
import { openai } from "./openai.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { slack } from "./slack.ts";
import { ssh } from "./ssh.ts";
import { stripe } from "./stripe.ts";
import { tls } from "./tls.ts";
import type { Verifier } from "./verifier.ts";

/** Who can be asked. One more provider is one more file and one more line. */
export const VERIFIERS: readonly Verifier[] = [
  aws,
  github,
  gitlab,
  npm,
  slack,
  stripe,
  dockerHub,
  huggingface,
  openai,
  anthropic,
  postgres,
  mysql,
  redis,
  tls,
  ssh,
];
