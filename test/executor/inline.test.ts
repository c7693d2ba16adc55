import { describe } from "vitest";
import { inlineExecutor } from "../../src/executor/inline.ts";
import { executorContract, LIMIT } from "./contract.ts";
import { toyBlob } from "./toy-blob.ts";

describe("inline", () => executorContract((pull) => inlineExecutor(toyBlob(pull), { limit: LIMIT })));
