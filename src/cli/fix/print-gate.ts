import { loadTemplate } from "../../catalog/templates.ts";
import { renderTemplate } from "../../report/render-template.ts";
import { shipped } from "../../shipped.ts";
import { print } from "../print.ts";
import { version } from "../version.ts";
import type { Gate } from "./gates.ts";

/** Prints the step of a CI that audits an image before it is pushed. */
export async function printGate(gate: Gate, signal: AbortSignal): Promise<void> {
  const name = `gate/${gate}.yml.hbs`;
  const template = await loadTemplate(shipped("templates"), name, signal);
  const described = "src/cli/fix/print-gate.ts";
  print(renderTemplate({ version: version() }, { template, name, what: "the gate", described }));
}
