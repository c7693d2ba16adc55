import type { Structure } from "./structure.ts";

/** `<bot id in base64>.<time>.<secret>` (https://discord.com/developers/docs/reference#authentication). */
export const discordBot: Structure = ({ value }) => {
  const bot = Buffer.from(value.split(".", 1)[0] ?? "", "base64").toString("latin1");
  return /^\d{17,20}$/.test(bot)
    ? { confidence: "high", facts: { bot }, reasons: ["decodes to the id of a bot"] }
    : { confidence: "low", validity: "malformed", reasons: ["holds no id of a bot: likely an example"] };
};
