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

/** The prefix tells the kind; API and admin keys have 93 characters and `AA` behind it (secret-types.md 4c). */
export const anthropic: Structure = ({ value }) => {
  const kind = ANTHROPIC[/^sk-ant-([a-z]+)\d\d-/.exec(value)?.[1] ?? ""] ?? "unknown";
  return { facts: { kind }, reasons: [`format of an Anthropic ${kind} token`] };
};
