import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Every field of a JSON Schema as tables of Markdown, one for each kind of object. */
export function schemaTables(file: string): string {
  const schema: Schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../templates", file), "utf8"));
  const kinds = Object.entries(schema.$defs ?? {}).filter(([, kind]) => kind.properties !== undefined);
  return [["the report", schema] as const, ...kinds]
    .map(([name, kind]) => `**${name}**\n\n| field | what it is |\n|---|---|\n${fields(kind, "").join("\n")}\n`)
    .join("\n");
}

/** Objects that stand in a field have their own lines, `case.id`; those that have a name are linked by it. */
const fields = ({ properties = {}, required = [] }: Schema, above: string): readonly string[] =>
  Object.entries(properties).flatMap(([name, field]) => {
    const own = `${above}${name}`;
    const maybe = required.includes(name) ? "" : " (not always)";
    const inner = field.properties === undefined ? (field.items ?? {}) : field;
    return [
      `| \`${own}\`${maybe} | ${cell(field.description ?? "")}${typeOf(field)} |`,
      ...fields(inner, `${own}${field.properties === undefined ? "[]." : "."}`),
    ];
  });

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function typeOf({ $ref, items, enum: choices, const: only }: Schema): string {
  const named = $ref ?? items?.$ref;
  if (named !== undefined) return ` (${items === undefined ? "" : "list of "}${named.replace("#/$defs/", "")})`;
  if (choices !== undefined) return ` (${choices.map((one) => `\`${one}\``).join(", ")})`;
  return only === undefined ? "" : ` (\`${JSON.stringify(only)}\`)`;
}
