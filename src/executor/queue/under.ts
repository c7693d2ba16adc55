import type { Authentic } from "./authentic.ts";
import type { QueueClient } from "./connect.ts";

/** What both ends of a queue know of the audit that it is for. */
export interface UnderCase {
  readonly client: QueueClient;
  readonly caseId: string;
  readonly rulesetId: string;
  readonly authentic: Authentic;
}
