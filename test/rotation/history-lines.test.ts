import { expect, it } from "vitest";
import { layerHistory } from "../../src/rotation/history-lines.ts";

const entry = (createdBy: string, emptyLayer = false) => ({ createdBy, emptyLayer });
const history = [entry("ADD rootfs"), entry("ENV A=b", true), entry("RUN make"), entry("CMD run", true)];

it("gives each layer the line that made it", () => {
  expect(layerHistory(history, 2)).toEqual(["ADD rootfs", "RUN make"]);
});

it.each([0, 1, 3])("says nothing when %i layers stand against two lines", (count) => {
  expect(layerHistory(history, count)).toEqual(new Array(count).fill(undefined));
});

it("says nothing without a history", () => {
  expect(layerHistory([], 2)).toEqual([undefined, undefined]);
});
