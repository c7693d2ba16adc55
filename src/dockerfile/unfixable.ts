import { findCopySource } from "./locate/copy.ts";
import { expandedInHeredoc, heredocFile } from "./locate/heredoc-file.ts";
import { storingCommand } from "./locate/written-place.ts";
import { joinPath } from "./parse/image-path.ts";
import { flatText } from "./parse/parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual } from "./proposal.ts";
import { commandTitle } from "./shell/hazard.ts";
import { persistingCode } from "./shell/persisting-commands.ts";
import { writtenFileCode } from "./shell/written-file.ts";

/** `openssl req` makes a key only with one of the two options. */
const MAKES_KEY =
  /\bopenssl\s+(?:gen(?:rsa|pkey)|req\b.*\s-(?:newkey|keyout))\b|\bssh-keygen\s+-(?:A|t|[^;&|]*\s-t)\b|\bkeytool\s+-genkey/;

/** The manual step for a leak at an instruction that no fix takes. */
export const unfixable = ({ leak, at, file, context }: FixRequest): ManualProposal => {
  const name = leak.name ?? "the value";
  if (at.keyword === "ONBUILD") return manual("M4", `ONBUILD brings ${name}`, { at });
  if (at.keyword === "LABEL") return manual("M6", `LABEL writes ${name} into the image config`, { at });
  if (at.keyword === "ENV") return manual("M1", `ENV sets ${name}`, { at });
  if (at.keyword === "RUN" && leak.kind === "file") {
    const path = joinPath("/", leak.path ?? "");
    if (MAKES_KEY.test(flatText(file, at)))
      return manual("M12", `this RUN makes ${path}, so every container has the same`, { at });
    const storing = storingCommand(file, at, path);
    if (storing)
      return manual(persistingCode(storing, []) ?? "R7", `${commandTitle(storing)} keeps the credential in ${path}`, {
        at,
      });
    return manual(writtenFileCode(path), `this RUN writes ${path}, and the layer keeps it`, { at });
  }
  if (at.keyword === "RUN") return manual("R11", "the value is written in this RUN", { at });
  const heredoc = leak.kind === "file" ? heredocFile(file, at, joinPath("/", leak.path ?? "")) : undefined;
  const expanded = heredoc && expandedInHeredoc(file, at, heredoc);
  if (expanded) return manual("M6", `the builder writes ${expanded} into the file of the heredoc`, { at });
  if (heredoc) return manual("R11", "the value is written in the heredoc", { at });
  if (at.keyword === "ADD" && findCopySource(joinPath("/", leak.path ?? ""), { at, file, context })?.kind === "archive")
    return manual("M5", "ADD unpacks an archive, which holds the file", { at });
  if (at.keyword === "ADD" && leak.kind !== "file")
    return manual("M6", "the URL that ADD fetches holds the value", { at });
  if (at.keyword === "COPY" || at.keyword === "ADD")
    return manual("M5", `${at.keyword} brings the file from another stage, image or pattern`, { at });
  return manual("M1", `${at.keyword} holds ${name}`, { at });
};
