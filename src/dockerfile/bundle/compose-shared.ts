import { isAlias, isMap } from "yaml";
import type { BundleStep } from "./bundle.ts";
import type { Build, Changed } from "./changed.ts";
import { buildPath } from "./compose-builds.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import type { Needs } from "./needs.ts";
import { dataAt, endOf, keyOf, pairOf, rangeOf } from "./yaml-text.ts";

/** Builds that come to a service by an alias or a merge key: one edit would reach others too, so a person makes it. */
export const sharedBuilds = (request: ChangeRequest, root: unknown, data: unknown): Partial<Changed> => {
  const services = isMap(root) ? root.get("services") : undefined;
  if (!isMap(services)) return {};
  const shared = services.items.flatMap((pair) => {
    const build = dataAt(data, "services", keyOf(pair), "build");
    if (build === undefined || build === null || isPlain(pair.value)) return [];
    const at = rangeOf(pair.key)?.start ?? 0;
    const path = buildPath(request.path, build);
    const own = request.needs.find((one) => one.dockerfile === path);
    const steps = own && !isDone(build, own) ? [sharedStep(request, at, own)] : [];
    return [
      {
        build: { path, tool: "compose", at } satisfies Build,
        steps,
        handled: { start: at, end: endOf(pair.value) ?? at },
      },
    ];
  });
  return {
    builds: shared.map((one) => one.build),
    steps: shared.flatMap((one) => one.steps),
    handled: shared.map((one) => one.handled),
  };
};

/** Its `build` is written in the service itself. */
const isPlain = (service: unknown): boolean => {
  const build = isMap(service) ? pairOf(service, "build")?.value : undefined;
  return build !== undefined && !(isMap(build) && build.has("<<")) && !isAlias(build);
};

const isDone = (build: unknown, own: Needs): boolean => {
  const namesOf = (key: string): readonly string[] => names(dataAt(build, key));
  const isPassed = own.secrets.every((one) =>
    one.pass === "ssh" ? namesOf("ssh").length > 0 : namesOf("secrets").includes(one.id),
  );
  return isPassed && own.dropped.every((name) => !namesOf("args").includes(name));
};

const names = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) return value !== null && typeof value === "object" ? Object.keys(value) : [];
  return value.map((one) => String(dataAt(one, "source") ?? one).split("=")[0] ?? "");
};

const sharedStep = ({ path, text }: ChangeRequest, at: number, own: Needs): BundleStep => ({
  code: "M7",
  path,
  line: lineOf(text, at),
  reason: `the service builds ${own.dockerfile} by keys that it shares with others (an anchor or a merge key)`,
  sketch: `build: {secrets: [${own.secrets
    .filter((one) => one.pass !== "ssh")
    .map((one) => one.id)
    .join(", ")}]}`,
});
