import { imageStack } from "../audit/image-stacks.ts";
import type { Config } from "../config.ts";
import type { PageExtra } from "../report/format.ts";
import { pageFix } from "../report/page/page-fix.ts";
import { type OpenCase, pageParts } from "../wire-case.ts";
import { fixJson } from "./fix/fix-json.ts";
import { caseFixes, type FixSources } from "./fix/fix-targets.ts";
import { findValues, plannedSecrets } from "./fix.ts";

export interface HtmlPage extends Pick<FixSources, "source" | "map"> {
  readonly config: Config;
  /** Text of a template in place of ours. */
  readonly shell: string | undefined;
}

/** What an HTML report needs besides the model: its program, layers of images, and what `exhume fix` would change. */
export async function openHtmlPage(page: HtmlPage, signal: AbortSignal): Promise<(opened: OpenCase) => PageExtra> {
  const find = await findValues(page.config, signal);
  return (opened) => {
    // A page tells of each list of images once.
    opened.keepImages();
    return {
      parts: () => pageParts(page.shell),
      stackOf: (manifest) => imageStack(opened.store.secrets, manifest),
      fixes: () => {
        const found = caseFixes({ ...page, form: "auto", syntax: true }, opened);
        return fixJson(found, { planned: plannedSecrets(opened.plan), find }).repositories.map(pageFix);
      },
    };
  };
}
