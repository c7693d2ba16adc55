import { publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

/** A format whose named groups are public ids. A value that does not fit is left as it is. */
const withIds =
  (pattern: RegExp, reason: string): Structure =>
  ({ value }) => ({ facts: publicFacts(pattern.exec(value)?.groups ?? {}), reasons: [reason] });

/** `tskey-<kind>-<id>-<secret>` */
export const tailscale = withIds(/^tskey-(?<kind>[a-z]+)-(?<keyId>[A-Za-z0-9]+)-/, "format of a Tailscale key");

/** `<bot id>:<secret>` */
export const telegram = withIds(/^(?<bot>\d+):/, "format of a Telegram bot token");

/** `/api/webhooks/<id>/<secret>`: whoever has it can post, and delete it. */
export const discordWebhook = withIds(/webhooks\/(?<webhook>\d+)\//, "anybody who has the URL can post");

/** `<secret>-us6`: the data centre. */
export const mailchimp = withIds(/-(?<dataCenter>[a-z]{2}\d{1,2})$/, "ends in a Mailchimp data centre");
