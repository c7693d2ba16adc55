import { CASES } from "./cases.ts";
import { proveCases } from "./prove-cases.ts";

await proveCases(CASES);
