import * as z from "zod";

const texts = z.array(z.string());

/** https://github.com/gitleaks/gitleaks#configuration; keys are compared without regard to case, as gitleaks does. */
const allowlist = z.looseObject({
  description: z.string().optional(),
  condition: z.string().optional(),
  commits: texts.optional(),
  paths: texts.optional(),
  regextarget: z.string().optional(),
  regexes: texts.optional(),
  stopwords: texts.optional(),
  targetrules: texts.optional(),
});

const allowlists = z.union([z.array(allowlist), allowlist.transform((one) => [one])]).optional();

export const gitleaksRule = z.looseObject({
  id: z.string().min(1),
  description: z.string().optional(),
  regex: z.string().optional(),
  path: z.string().optional(),
  secretgroup: z.number().int().min(0).optional(),
  reportgroup: z.number().int().min(0).optional(),
  entropy: z.number().optional(),
  keywords: texts.optional(),
  allowlist: allowlists,
  allowlists,
  required: z.array(z.unknown()).optional(),
  skipreport: z.boolean().optional(),
});

export const gitleaksFile = z.looseObject({
  rules: z.array(z.unknown()).optional(),
  extend: z
    .looseObject({
      usedefault: z.boolean().optional(),
      path: z.string().optional(),
      url: z.string().optional(),
      disabledrules: texts.optional(),
    })
    .optional(),
  allowlist: allowlists,
  allowlists,
});

export type GitleaksAllow = z.infer<typeof allowlist>;
export type GitleaksRule = z.infer<typeof gitleaksRule>;
export type GitleaksFile = z.infer<typeof gitleaksFile>;

export const lowerKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerKeys(inner)]));
};
