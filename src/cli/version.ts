import { readFileSync } from "node:fs";
import { shipped } from "../shipped.ts";

/** The version in package.json. */
export function version(): string {
  const { version: stated }: { readonly version: string } = JSON.parse(readFileSync(shipped("package.json"), "utf8"));
  return stated;
}
