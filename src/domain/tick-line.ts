/** One line of `events.jsonl`, as an HTML report writes it when a step is ticked; `templates/events.schema.json` describes it. */
export interface TickLine {
  readonly exhume: "step";
  readonly version: 1;
  /** Id of the case of the report. */
  readonly case: string;
  /** Fingerprint of the leading secret of the task. */
  readonly secret: string;
  /** `create`; `contain-2` for the second one of the runbook. */
  readonly step: string;
  /** Who ticked it. */
  readonly by?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly note?: string;
}
