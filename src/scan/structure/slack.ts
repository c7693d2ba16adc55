import type { Structure } from "./structure.ts";

/** Numeric fields before the secret part are ids: workspace, then bot or user. */
export const slack: Structure = ({ value }) => {
  const [, workspace, account] = /^xox[abceprso](?:\.xox[bp])?-(\d{8,14})-(\d{8,14})?/.exec(value) ?? [];
  const [, app] = /^xapp-\d-(A[A-Z0-9]{7,12})-/.exec(value) ?? [];
  return {
    facts: {
      ...(workspace === undefined ? {} : { workspace }),
      ...(account === undefined ? {} : { account }),
      ...(app === undefined ? {} : { app }),
    },
    reasons: ["format of a Slack token"],
  };
};

/** `/services/<team>/<app>/<secret>`: only the last part is secret. */
export const slackWebhook: Structure = ({ value }) => {
  const [, team = "", app = ""] = /\/(T[A-Z0-9]+)\/(B[A-Z0-9]+)\//i.exec(value) ?? [];
  return { facts: { team, app }, reasons: ["anybody who has the URL can post"] };
};
