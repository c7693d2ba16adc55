import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { secretText } from "../../src/report/secret-text.ts";
import { taskView } from "../../src/report/task-view.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import type { Runbook } from "../../src/rotation/runbook.ts";
import type { Task } from "../../src/rotation/task.ts";
import { image, NOW, occurrence, secret } from "../support/case.ts";
import { RUNBOOKS } from "../support/report.ts";
import { factsIn } from "../support/runbook-defects.ts";

/** What a runbook refines is not the question here. */
const UNREFINED = new Map([...RUNBOOKS].map(([name, { refines: _, ...runbook }]) => [name, runbook]));

const taskOf = ({ id, overlap }: Runbook, facts: Facts): Task => {
  const generic = /^generic-[a-e]$/.test(id);
  const about = generic ? { runbook: "generic", overlap } : { runbook: id };
  const subject = secret(id, { ...about, facts, occurrences: [occurrence({ images: [image()] })] });
  return planRotation([subject], { runbooks: UNREFINED, now: NOW }).open[0]!;
};

const commandsOf = ({ steps, logs }: Task): readonly string[] =>
  [...steps.map(({ command }) => command), ...logs.map(({ query }) => query)].flatMap((one) => one ?? []);

const textsOf = (task: Task): string => {
  const { steps, logs, runbook } = task;
  return [
    ...steps.flatMap(({ text, ui }) => [text, ui]),
    ...logs.flatMap(({ text, noQuery }) => [text, noQuery]),
    ...commandsOf(task),
    runbook.privilege,
    runbook.sideEffects,
  ].join("\n");
};

/** Of characters that mean nothing to a shell, no option, and ending as base64 may. */
const WORD = /^(?!-)(?!.*--)[\w@+:./-]+={0,2}$/;
const SQL = /^(?:ALTER|CREATE|DROP|GRANT|REVOKE|SELECT|SHOW)\b/m;

/** A word with one character that a shell, SQL or JSON takes for more. */
const nearlyWord = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9]{1,5}$/),
    fc.constantFrom(..."$`'\";|&<>(){}[]\\!#*?~%^, \n\t"),
    fc.stringMatching(/^[a-z]{0,5}$/),
  )
  .map((parts) => parts.join(""));

/** What a fact of an image must never bring into a command. */
const hostile = fc
  .oneof(
    nearlyWord,
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "$(touch /tmp/x)",
      "`id`",
      "a; rm -rf /",
      "a' OR '1'='1",
      'a" | sh #',
      "--config=/etc/passwd",
      "-o x",
      "a\nb",
      "{{user}}",
      "<SINCE>",
      "a && b",
      "\u202e",
      "x".repeat(400),
    ),
    fc.string({ unit: fc.constantFrom(..."$`'\";|&<>(){}[]\\!#*?~=%^ \n\t-ab/") }),
  )
  .filter((text) => !WORD.test(text) || text.length > 300);
const real = fc.stringMatching(/^[A-Za-z0-9_@+:./][A-Za-z0-9_@+:./]{0,40}$/);

describe.each([...RUNBOOKS.values()])("the runbook $id", (runbook) => {
  const names = factsIn(runbook).filter((name) => !["since", "until", "leadId", "secretId"].includes(name));
  const bare = taskOf(runbook, {});
  const given = (value: fc.Arbitrary<string>) => fc.record(Object.fromEntries(names.map((name) => [name, value])));

  it("reads without gaps when nothing is known, and when all is", () => {
    for (const task of [bare, taskOf(runbook, Object.fromEntries(names.map((name) => [name, "known"])))])
      expect(textsOf(task)).not.toMatch(/\{\{|\}\}|undefined|NaN/);
    if (names.length > 0) expect(textsOf(bare)).toMatch(/<[A-Z][A-Z_]*>/);
  });

  it("pastes no fact into a command that a shell could take for more than a word", () => {
    fc.assert(
      fc.property(given(hostile), (facts) => {
        expect(commandsOf(taskOf(runbook, facts))).toEqual(commandsOf(bare));
      }),
      { numRuns: 25 },
    );
  });

  it("names every fact that is fit to stand there", () => {
    fc.assert(
      fc.property(given(real), (facts) => {
        const text = textsOf(taskOf(runbook, facts));
        for (const value of Object.values(facts)) expect(text).toContain(value);
      }),
      { numRuns: 10 },
    );
  });

  it("has commands that a shell can read, with no value among the arguments of a login", () => {
    const shell = bare.steps.flatMap(({ command }) => (command === undefined || SQL.test(command) ? [] : [command]));
    const script = shell.map((command) => command.replace(/<([A-Z][A-Z0-9_]*)>/g, "$1")).join("\n");
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
    for (const command of commandsOf(bare))
      expect(command).not.toMatch(
        /(?:--?(?:password|passwd|token|secret|pass|p|u|user)[ =]|Bearer |Basic )["']?[^"'\n]*\$\(exhume reveal/,
      );
  });

  it("is shown with all that is left to fill in", () => {
    const view = taskView(bare, 1);
    const shown = [...view.steps, ...view.logs, secretText(bare)].join("\n");
    for (const [, name] of commandsOf(bare)
      .join("\n")
      .matchAll(/<([A-Z][A-Z0-9_]*)>/g))
      expect(shown).toMatch(new RegExp(`<${name}>: \\S`));
  });
});
