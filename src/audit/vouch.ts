import type { DocumentFinding } from "../domain/finding.ts";
import { type PackageFiles, unpackKeys, type Voucher } from "../domain/provenance.ts";

/** What everybody has is nobody's secret. */
export const VENDORED = { provenance: "vendored", confidence: "low" } as const;

export const vouches = ({ distribution, name, version }: Voucher): string =>
  `equals the file of the ${distribution} package ${name} ${version}`;

/** Findings in files that one of the packages vouches for are vendored. */
export function createVouching(packages: readonly PackageFiles[]): (finding: DocumentFinding) => DocumentFinding {
  let vouchers: ReadonlyMap<bigint, Voucher> | undefined;
  return (finding) => {
    if (finding.fileKeys === undefined || packages.length === 0) return finding;
    vouchers ??= vouchersOf(packages);
    for (const key of unpackKeys(Buffer.from(finding.fileKeys, "base64"))) {
      const voucher = vouchers.get(key);
      if (voucher !== undefined) return { ...finding, ...VENDORED, provenanceReason: vouches(voucher) };
    }
    return finding;
  };
}

const vouchersOf = (packages: readonly PackageFiles[]): ReadonlyMap<bigint, Voucher> =>
  new Map(
    packages.flatMap((one) => unpackKeys(Buffer.from(one.keys, "base64")).map((key): [bigint, Voucher] => [key, one])),
  );
