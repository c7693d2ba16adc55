import { expect, it } from "vitest";
import { createPerRepository } from "../../src/rotation/per-repository.ts";

const at = (repository: string, registry = "r.example") => ({ registry, repository });

it("tells things of one name apart by repository and registry", () => {
  const found = createPerRepository<number>();
  found.set(at("app"), "latest", 1);
  found.set(at("web"), "latest", 2);
  found.set(at("app", "s.example"), "latest", 3);
  found.set(at("app"), "latest", 4);
  found.set(at("web"), "latest", 5);
  expect(found.values()).toEqual([4, 5, 3]);
  expect(found.size()).toBe(3);
  expect(found.get(at("app", "s.example"), "latest")).toBe(3);
  expect(found.get(at("other"), "latest")).toBeUndefined();
  expect(found.get(at("app"), "1.0")).toBeUndefined();
});
