import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { Edit } from "../edit.ts";
import type { BundleStep } from "./bundle.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import { type FoundArg, mergedArgs, readArgs, type ServiceArgs } from "./compose-args.ts";
import { type ComposeBuild, servicesOf } from "./compose-builds.ts";
import { addTopSecrets, type TopSecret } from "./compose-secrets.ts";
import { sharedBuilds } from "./compose-shared.ts";
import { joinFolder } from "./edit-build.ts";
import type { ChangeRequest } from "./kinds.ts";
import { eolOf, lineEnd, lineOf, lineStart } from "./lines.ts";
import { droppedNames, type NeededSecret, type Needs } from "./needs.ts";
import { neededBy } from "./stage-needs.ts";
import { unreadable } from "./unreadable.ts";
import {
  appendFlow,
  appendLines,
  columnOf,
  indentStep,
  insertAfterLine,
  removeItems,
  removeLines,
} from "./yaml-edit.ts";
import { endOf, keyOf, pairOf, parseYaml, plainData, rangeOf } from "./yaml-text.ts";

/** `build.args` become `build.secrets` and top-level `secrets`. https://docs.docker.com/reference/compose-file/build/ */
export const changeCompose = (request: ChangeRequest): Changed => {
  const documents = parseYaml(request.text);
  if (documents === undefined) return unreadable(request);
  const [root] = documents;
  if (!isMap(root)) return NOTHING;
  const data = plainData(request.text);
  const services = servicesOf(request.path, root, request.context).map((one) => changeService(request, one, data));
  const top = addTopSecrets(
    request,
    root,
    services.flatMap((one) => one.secrets),
  );
  const all = joinChanges([...services.map((one) => one.changed), top, sharedBuilds(request, root, data)]);
  return top.steps === undefined ? all : { ...all, edits: [], notes: [] };
};

interface ChangedService {
  readonly changed: Partial<Changed>;
  readonly secrets: readonly TopSecret[];
}

const changeService = (request: ChangeRequest, service: ComposeBuild, data: unknown): ChangedService => {
  const { needs, text } = request;
  const own = needs.find((one) => one.dockerfile === service.dockerfile);
  const handled = rangeOf(service.build);
  if (own === undefined) return { changed: otherService(request, service), secrets: [] };
  const builds = [
    { path: own.dockerfile, tool: "compose" as const, at: handled?.start ?? rangeOf(service.short)?.start ?? 0 },
  ];
  if (service.build === undefined)
    return {
      changed: { builds, ...longForm(request, own, service) },
      secrets: own.secrets.filter((one) => one.pass !== "ssh").map((one) => topSecret(one, [], service.folder)),
    };
  const args = readArgs(service.build, own.dropped);
  const merged = mergedArgs(data, service.service).filter((name) => own.dropped.includes(name));
  const target = service.build.get("target");
  const secrets = service.adds ? [] : neededBy(request.context, own, target ? String(target) : undefined);
  const passed = { ...own, secrets };
  const result = editService(text, service.build, { own: passed, args, folder: service.folder });
  if (result === undefined || data === undefined || merged.some((name) => !args.found.some((one) => one.name === name)))
    return {
      changed: { builds, steps: [unsafe(request, service.build, own)], ...(handled ? { handled: [handled] } : {}) },
      secrets: [],
    };
  const steps = args.found.filter((one) => one.value.kind === "literal").map((one) => literal(request, one));
  return {
    changed: {
      builds,
      ...result,
      steps,
      notes: result.edits.length > 0 && passed.secrets.length > 0 ? NOTES : [],
      ...(handled ? { handled: [handled] } : {}),
    },
    secrets: result.secrets,
  };
};

const NOTES = ["build secrets need Docker Compose 2.5 or newer, SSH agents 2.4"];

/** A Dockerfile that is not known may be ours; one that is known is none of ours. */
const otherService = ({ path, text, needs }: ChangeRequest, service: ComposeBuild): Partial<Changed> => {
  const range = rangeOf(service.build);
  const handled = range ? { handled: [range] } : {};
  if (service.dockerfile !== undefined)
    return {
      builds: [{ path: service.dockerfile, tool: "compose", at: (range ?? rangeOf(service.short))?.start ?? 0 }],
      ...handled,
    };
  const names = service.build ? readArgs(service.build, droppedNames(needs)).found.map((one) => one.name) : [];
  if (names.length === 0) return {};
  const reason = `the service passes the build argument ${names.join(", ")}, and which Dockerfile it builds is not known`;
  return {
    ...handled,
    steps: [
      {
        code: "M7",
        path,
        line: lineOf(text, range?.start ?? 0),
        reason,
        sketch: sketchOf(needs.flatMap((one) => one.secrets)),
      },
    ],
  };
};

type ServiceEdit = { readonly edits: readonly Edit[]; readonly secrets: readonly TopSecret[] };

const editService = (
  text: string,
  build: YAMLMap,
  { own, args, folder }: { readonly own: Needs; readonly args: ServiceArgs; readonly folder: string },
): ServiceEdit | undefined => {
  if (args.shared && (args.found.length > 0 || args.node === undefined)) return undefined;
  if (args.found.some((one) => one.value.kind === "other" || one.value.kind === "file")) return undefined;
  const secrets = own.secrets.filter((one) => one.pass !== "ssh").map((one) => topSecret(one, args.found, folder));
  const gone =
    args.node && args.found.length > 0 ? removeArgs(text, build, { ...args, adds: own.secrets.length > 0 }) : [];
  const listed = listIn(
    text,
    build,
    "secrets",
    secrets.map((one) => one.id),
  );
  const ssh = listIn(text, build, "ssh", own.secrets.some((one) => one.pass === "ssh") ? ["default"] : []);
  if (gone === undefined || listed === undefined || ssh === undefined) return undefined;
  return { edits: [...gone, ...listed, ...ssh], secrets };
};

const topSecret = (secret: NeededSecret, found: readonly FoundArg[], folder: string): TopSecret => {
  if (secret.pass === "file") return { id: secret.id, from: "file", where: withDot(joinFolder(folder, secret.source)) };
  const value = found.find((one) => one.name === secret.id)?.value;
  return { id: secret.id, from: "environment", where: value?.kind === "env" ? value.name : secret.source };
};

const withDot = (path: string): string => (/^[./~$]/.test(path) && !/^\.[^./]/.test(path) ? path : `./${path}`);

/** `adds`: something else comes under `build`, which may not be left without a value. */
const removeArgs = (
  text: string,
  build: YAMLMap,
  { node, found, adds }: ServiceArgs & { readonly adds: boolean },
): readonly Edit[] | undefined => {
  if (node === undefined) return [];
  if (found.length < node.items.length)
    return removeItems(
      text,
      node,
      found.map((one) => one.index),
    );
  const index = build.items.findIndex((pair) => keyOf(pair) === "args");
  if (build.flow) return build.items.length > 1 ? removeItems(text, build, [index]) : undefined;
  const key = rangeOf(build.items[index]?.key);
  if (build.items.length === 1 && !adds) return emptied(text, key?.start ?? 0, endOf(node));
  const edit = key && removeLines(text, { start: key.start, end: endOf(node) ?? key.end });
  return edit ? [edit] : undefined;
};

/** `build: {}` in place of a map whose only key begins at `start`, when nothing but blanks stands around it. */
const emptied = (text: string, start: number, end: number | undefined): readonly Edit[] | undefined => {
  const colon = text.slice(0, start).trimEnd().length;
  const last = text.slice(0, end).trimEnd().length;
  const isAlone = text[colon - 1] === ":" && /^[ \t]*\r?$/.test(text.slice(last, lineEnd(text, last)));
  return isAlone ? [{ start: colon, end: last, replacement: " {}" }] : undefined;
};

/** Adds words to the list under a key of `build`, which is made where there is none. */
const listIn = (text: string, build: YAMLMap, key: string, words: readonly string[]): readonly Edit[] | undefined => {
  const node = pairOf(build, key)?.value;
  const present = isSeq(node) ? node.items.map((item) => nameOf(item)) : isMap(node) ? node.items.map(keyOf) : [];
  const missing = words.filter((word) => !present.includes(word));
  if (missing.length === 0) return [];
  if (isSeq(node) && node.anchor === undefined && node.items.length > 0)
    return node.flow
      ? appendFlow(node, missing)
      : appendLines(
          text,
          node,
          missing.map((word) => `- ${word}`),
        );
  if (node !== undefined && node !== null) return undefined;
  if (build.flow) return appendFlow(build, [`${key}: [${missing.join(", ")}]`]);
  const [first] = build.items;
  const start = rangeOf(first?.key)?.start;
  const end = endOf(build);
  if (start === undefined || end === undefined) return undefined;
  const column = columnOf(text, start);
  const inner = column + indentStep(text, build);
  return [insertAfterLine(text, end, [`${column}${key}:`, ...missing.map((word) => `${inner}- ${word}`)])];
};

const nameOf = (item: unknown): string =>
  isScalar(item) ? (String(item.value).split("=")[0] ?? "") : isMap(item) ? String(item.get("source") ?? "") : "";

const sketchOf = (secrets: readonly NeededSecret[]): string =>
  `build: {secrets: [${[...new Set(secrets.filter((one) => one.pass !== "ssh").map((one) => one.id))].join(", ")}]}`;

/** `build: .` has no place for secrets. */
const longForm = ({ path, text }: ChangeRequest, own: Needs, { short, folder }: ComposeBuild): Partial<Changed> => {
  const range = rangeOf(short);
  if (range === undefined || own.secrets.length === 0) return {};
  const keyLine = text.slice(lineStart(text, range.start), range.start);
  const indent = /^( *)build:[ \t]+$/.exec(keyLine)?.[1];
  if (indent === undefined || !/^[ \t]*\r?$/.test(text.slice(range.end, lineEnd(text, range.end)))) {
    const reason = `the service builds ${own.dockerfile} by the short form, which has no place for secrets`;
    const sketch = `build: {context: ${folder}, secrets: [${own.secrets.map((one) => one.id).join(", ")}]}`;
    return { steps: [{ code: "M7", path, line: lineOf(text, range.start), reason, sketch }] };
  }
  const inner = `${indent}  `;
  const list = (key: string, words: readonly string[]): readonly string[] =>
    words.length > 0 ? [`${inner}${key}:`, ...words.map((word) => `${inner}  - ${word}`)] : [];
  const lines = [
    `${inner}context: ${text.slice(range.start, range.end)}`,
    ...list(
      "secrets",
      own.secrets.filter((one) => one.pass !== "ssh").map((one) => one.id),
    ),
    ...list("ssh", own.secrets.some((one) => one.pass === "ssh") ? ["default"] : []),
  ];
  const eol = eolOf(text);
  const start = range.start - (/[ \t]+$/.exec(keyLine)?.[0].length ?? 0);
  return { edits: [{ start, end: range.end, replacement: eol + lines.join(eol) }], notes: NOTES };
};

const unsafe = ({ path, text }: ChangeRequest, build: YAMLMap, own: Needs): BundleStep => ({
  code: "M7",
  path,
  line: lineOf(text, rangeOf(build)?.start ?? 0),
  reason: `the build of ${own.dockerfile} shares its keys by anchors or is written in a way that cannot be edited safely`,
  sketch: sketchOf(own.secrets),
});

const literal = ({ path, text }: ChangeRequest, arg: FoundArg): BundleStep => ({
  code: "R11",
  path,
  line: lineOf(text, arg.start),
  reason: `the value of ${arg.name} was written here; set ${arg.name} in the environment, and rotate the value`,
});
