import { beforeAll, describe, expect, it } from "vitest";
import { openCase, shownBy, token } from "../../matrix/audit-layers.ts";
import { type RunningEngine, requireEngine } from "../../support/engine.ts";
import { image, layer, plainLayer } from "../../support/image.ts";

const ENGINES: readonly {
  readonly running: RunningEngine | undefined;
  readonly scheme: string;
  readonly host: string;
}[] = [
  { running: await requireEngine("docker"), scheme: "docker-daemon:", host: "DOCKER_HOST" },
  { running: await requireEngine("podman"), scheme: "podman:", host: "CONTAINER_HOST" },
];
const secret = (name: string, seed: number) => plainLayer([layer.file(name, `T=${token(seed)}\n`)]);

describe.each(ENGINES)("images of a real engine, $scheme", ({ running, scheme, host }) => {
  describe.skipIf(running === undefined)("by its socket", () => {
    const engine = running!;
    beforeAll(async () => {
      const base = secret("base", 1);
      await engine.load(image({ layers: [base, secret("old", 2)] }), "localhost/app:1");
      await engine.load(image({ layers: [base, secret("new", 3)] }), "localhost/app:1");
      await engine.load(image({ layers: [base, secret("web", 4)] }), "localhost/web:1");
    });

    it("all are read, also one that lost its name; a shared layer is read once", async () => {
      const opened = openCase({}, { [host]: engine.address });
      const events = await opened.audit(scheme);
      expect(await shownBy(opened)).toEqual({
        verdict: "complete",
        secrets: ["base live", "base live", "base live", "new live", "old live", "web live"],
        losses: [],
      });
      expect(events.filter((event) => event.type === "blob" && event.scan.kind === "layer")).toHaveLength(4);
    });

    it("one is read alone", async () => {
      const opened = openCase({}, { [host]: engine.address });
      await opened.audit(`${scheme}localhost/web:1`);
      expect((await shownBy(opened)).secrets).toEqual(["base live", "web live"]);
    });

    it("one that is not there is said in a line with a hint", async () => {
      const opened = openCase({}, { [host]: engine.address });
      await expect(opened.audit(`${scheme}localhost/none:1`)).rejects.toMatchObject({
        name: "UserError",
        message: expect.stringMatching(/localhost\/none:1 the engine answers (?:404|500)/),
      });
    });
  });
});
