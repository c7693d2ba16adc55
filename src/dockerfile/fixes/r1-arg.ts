import { undeclaredLogin } from "../git/undeclared-login.ts";
import { moveComposed } from "../mount/composed-variable.ts";
import { moveVariable } from "../mount/move-variable.ts";
import { readPairs } from "../parse/pairs.ts";
import type { DockerfileFix } from "../proposal.ts";

/** A build argument becomes a secret mount on each RUN that needs it. */
export const r1Arg: DockerfileFix = {
  id: "R1",
  title: "move a build argument to a secret mount",
  propose: (request) => {
    const name = request.leak.name;
    if (request.at.keyword !== "ARG" || name === undefined) return undefined;
    const declarations = request.file.instructions.filter(
      (one) => one.keyword === "ARG" && readPairs(one).some((pair) => pair.name === name),
    );
    const undeclared = undeclaredLogin(request.file, { name, declarations });
    if (undeclared) return undeclared;
    return (
      moveComposed(request, { fix: "R1", name, declarations, confirm: [] }) ??
      moveVariable(request, { fix: "R1", id: name, names: [name], declarations, confirm: [] })
    );
  },
};
