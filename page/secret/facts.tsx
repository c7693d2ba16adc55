import type { ComponentChildren } from "preact";
import type { PageSecret, PageTask } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";

interface FactsProps {
  readonly of: Case;
  readonly secret: PageSecret;
  readonly task: PageTask;
}

const VISIBILITY = {
  public: "everybody",
  anonymous: "everybody who reaches the host",
  private: "who has a login",
} as const;

/** Who, until when, how bad and why. */
export function Facts({ of, secret, task }: FactsProps) {
  const { window, owner, due, overdue, facts, validityReason, allowed, reasons } = secret;
  return (
    <section class="facts">
      <dl>
        <Fact name="Owner">
          {owner === undefined ? <span class="soft">unknown</span> : `${owner.name} (${owner.from})`}
        </Fact>
        <Fact name="Due">
          {due === undefined ? (
            <span class="soft">closed</span>
          ) : (
            `${due.slice(0, 10)}${overdue === true ? ", overdue" : ""}`
          )}
        </Fact>
        <Fact name="Wave">{task.wave}</Fact>
        <Fact name="Who may pull">
          {window?.visibility === undefined ? <span class="soft">not known</span> : VISIBILITY[window.visibility]}
        </Fact>
        {validityReason === undefined ? null : <Fact name="Validity">{validityReason}</Fact>}
        {allowed === undefined ? null : (
          <Fact name="Allowed">
            by {allowed.by} {allowed.reason}
          </Fact>
        )}
        {Object.entries(facts).map(([name, value]) => (
          <Fact key={name} name={name}>
            {String(value)}
          </Fact>
        ))}
        {reasons.length === 0 ? null : <Fact name="Kept because">{reasons.join(", ")}</Fact>}
      </dl>
      <details>
        <summary>Risk {task.risk.score}: why it stands where it stands</summary>
        <table class="risk">
          <tbody>
            {of.terms(task).map(({ reason, points }) => (
              <tr key={reason}>
                <td>{points > 0 ? `+${points}` : points}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
