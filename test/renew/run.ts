import { writeFileSync } from "node:fs";
import { renewed, SECTIONS } from "./sections.ts";

/** `npm run renew`: writes the sections of documents that are made from the code. */
for (const section of SECTIONS) {
  const { path, after } = renewed(section);
  writeFileSync(path, after);
}
