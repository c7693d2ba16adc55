import type { Structure } from "./structure.ts";

/** Base64 of `<id>:<key>`, 20 and 22 characters; only the id may be seen (https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys). */
export const elasticApiKey: Structure = ({ value }) => {
  const [, keyId] = /^([\w-]{20}):[\w-]{22}$/.exec(Buffer.from(value, "base64").toString("latin1")) ?? [];
  return keyId === undefined
    ? { reject: "does not decode to the id and the key of Elasticsearch" }
    : { confidence: "high", facts: { keyId }, reasons: ["decodes to the id and the key of Elasticsearch"] };
};
