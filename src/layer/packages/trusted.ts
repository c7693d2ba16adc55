/** A distribution, and how a package of its own says so. */
interface Distribution {
  readonly name: string;
  readonly managers: readonly string[];
  /** Of the field Maintainer (dpkg), `m:` (apk) or Vendor (rpm). */
  readonly says: RegExp;
}

/**
 * Who is believed that a file is public: not who wrote a program, but who publishes it to everybody. A maintainer with
 * an address of their own is not known to be one of the distribution, and vouches for nothing.
 *
 * Debian: the address of developers, of teams on its lists, trackers and Salsa (Debian Policy 5.6.2; developers-reference
 * 5.12). Ubuntu: every changed package has its list (wiki.ubuntu.com/DebianMaintainerField). Raspberry Pi OS and Kali
 * rebuild Debian. Alpine: `maintainer` of APKBUILD. Vendors of rpm: the macro `%vendor` in the build system of each.
 */
const DISTRIBUTIONS: readonly Distribution[] = [
  {
    name: "Debian",
    managers: ["dpkg"],
    says: /[@.](?:debian\.org|alioth-lists\.debian\.net|alioth-lists-archive\.debian\.net)>?$/i,
  },
  { name: "Ubuntu", managers: ["dpkg"], says: /[@.](?:ubuntu\.com|canonical\.com)>?$/i },
  { name: "Raspberry Pi OS", managers: ["dpkg"], says: /[@.](?:raspberrypi\.(?:org|com)|raspbian\.org)>?$/i },
  { name: "Kali", managers: ["dpkg"], says: /[@.]kali\.org>?$/i },
  { name: "Alpine", managers: ["apk"], says: /[@.]alpinelinux\.org>?$/i },
  { name: "Wolfi", managers: ["apk"], says: /[@.](?:wolfi\.dev|chainguard\.dev)>?$/i },
  { name: "Red Hat", managers: ["rpm"], says: /^Red Hat, Inc\.$/ },
  { name: "Fedora", managers: ["rpm"], says: /^Fedora Project$/ },
  { name: "CentOS", managers: ["rpm"], says: /^CentOS$/ },
  { name: "Rocky Linux", managers: ["rpm"], says: /^(?:Rocky|Rocky Enterprise Software Foundation)$/ },
  { name: "AlmaLinux", managers: ["rpm"], says: /^AlmaLinux$/ },
  { name: "Oracle Linux", managers: ["rpm"], says: /^Oracle America$/ },
  { name: "SUSE", managers: ["rpm"], says: /^(?:SUSE LLC|openSUSE)(?: <https:\/\/www\.[a-z]+\.(?:com|org)\/>)?$/ },
  { name: "Amazon Linux", managers: ["rpm"], says: /^(?:Amazon Linux|Amazon\.com(?:, Inc\.)?)$/ },
  { name: "Azure Linux", managers: ["rpm"], says: /^Microsoft Corporation$/ },
  { name: "Photon OS", managers: ["rpm"], says: /^VMware, Inc\.$/ },
];

/** The distribution whose package it is; undefined: nobody known. */
export const distributionOf = (manager: string, maintainer: string): string | undefined =>
  DISTRIBUTIONS.find(({ managers, says }) => managers.includes(manager) && says.test(maintainer.trim()))?.name;
