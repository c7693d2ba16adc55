import { anthropic } from "./anthropic.ts";
import { dockerHub } from "./docker-hub.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { huggingface } from "./huggingface.ts";
import { npm } from "./npm.ts";
import { openai } from "./openai.ts";
import { slack } from "./slack.ts";
import { stripe } from "./stripe.ts";
import type { Verifier } from "./verifier.ts";

/** Who can be asked. One more provider is one more file and one more line. */
export const VERIFIERS: readonly Verifier[] = [
  github,
  gitlab,
  npm,
  slack,
  stripe,
  dockerHub,
  huggingface,
  openai,
  anthropic,
];
