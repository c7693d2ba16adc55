/** From which hosts the packages of a blob came. The one most come from is taken for the public one, whatever its name. */
export interface HostTally {
  add(folder: string, url: string): void;
  /** It came from a host that few others came from. */
  isOdd(folder: string): boolean;
}

const REMEMBERED = 200_000;

export const createHostTally = (): HostTally => {
  const counts = new Map<string, number>();
  const hosts = new Map<string, string>();
  const mostly = (): number => Math.max(0, ...counts.values());
  return {
    add: (folder, url) => {
      const host = /^https?:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
      if (host === undefined || hosts.size >= REMEMBERED || counts.size > HOSTS) return;
      counts.set(host, (counts.get(host) ?? 0) + 1);
      hosts.set(folder, host);
    },
    isOdd: (folder) => {
      const host = hosts.get(folder);
      return host !== undefined && (counts.get(host) ?? 0) < mostly();
    },
  };
};

/** Different ones; a project has two or three. */
const HOSTS = 1000;
