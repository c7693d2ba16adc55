import type { Structure } from "./structure.ts";

const OPENAI: Readonly<Record<string, string>> = { proj: "project", svcacct: "service account", admin: "admin" };
const ANTHROPIC: Readonly<Record<string, string>> = {
  api: "API",
  admin: "admin",
  sid: "session",
  oat: "OAuth access",
  ort: "OAuth refresh",
};

/** `sk-<kind>-...T3BlbkFJ...`: the mark in the middle is base64 of "OpenAI". */
export const openai: Structure = ({ value }) => {
  const kind = OPENAI[/^sk-(proj|svcacct|admin)-/.exec(value)?.[1] ?? ""] ?? "user";
  return { facts: { kind }, reasons: ["carries OpenAI's mark"] };
};

/** API and admin keys have 93 characters and `AA` after their prefix (secret-types.md 4c). */
export const anthropic: Structure = ({ value }) => {
  const [, letters = "", rest = ""] = /^sk-ant-([a-z]+)\d\d-(.+)$/.exec(value) ?? [];
  const facts = { kind: ANTHROPIC[letters] ?? "unknown" };
  if (letters !== "api" && letters !== "admin") return { facts, reasons: ["format of an Anthropic token"] };
  return rest.length === 95 && rest.endsWith("AA")
    ? { facts, reasons: ["length and end of an Anthropic key"] }
    : { confidence: "medium", facts, reasons: ["length or end is not that of Anthropic's keys"] };
};
