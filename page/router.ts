import { useLayoutEffect, useState } from "preact/hooks";

/** `#secret/0123456789ab` is the view `secret` of that id; `#secrets?severity=high` a view with what was chosen in it. */
export interface Route {
  readonly view: string;
  readonly id: string;
  readonly chosen: URLSearchParams;
}

const parseHash = (hash: string): Route => {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [view = "", ...rest] = path.split("/");
  return { view, id: decode(rest.join("/")), chosen: new URLSearchParams(query) };
};

const hashOf = ({ view, id = "", chosen }: { view: string; id?: string; chosen?: URLSearchParams }): string => {
  const query = chosen?.toString() ?? "";
  return `#${view}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query === "" ? "" : `?${query}`}`;
};

/** A link that somebody cut or made up leads to nothing, and breaks nothing. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useLayoutEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseHash(hash);
}

/** What was chosen in a view becomes part of its address, so that it can be handed on; `back` does not stop at each key. */
export function replaceChosen(view: string, chosen: URLSearchParams): void {
  history.replaceState(null, "", hashOf({ view, chosen }));
}
