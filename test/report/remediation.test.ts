import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type RemediationModel, remediationView } from "../../src/report/remediation-view.ts";
import { renderTemplate } from "../../src/report/render-template.ts";
import { HOSTILE } from "../support/case.ts";

const template = readFileSync("templates/remediation.md.hbs", "utf8");
const render = (model: RemediationModel): string =>
  renderTemplate(remediationView(model), { template, name: "remediation.md.hbs", what: "it", described: "there" });

/** One of everything, with `text` wherever a source or an image has a say. */
const modelOf = (text: string): RemediationModel => ({
  name: text,
  tool: { name: "exhume", version: "1.2.3" },
  verdict: "manual",
  seen: true,
  patch: "app.patch",
  origin: [`Reconstructed from the history of ${text}`],
  files: [
    { path: `${text}/Dockerfile`, kind: "dockerfile", notes: [] },
    { path: `${text}/Makefile`, kind: "build", notes: [`target ${text} now needs NPM_TOKEN`] },
  ],
  secrets: [
    {
      id: "0123456789ab",
      title: text,
      preview: text,
      verdict: "auto",
      by: ["R1"],
      ways: [`${text} is in the history of the build`],
      runbook: "npm",
      wave: 2,
    },
    {
      id: "ba9876543210",
      title: "Password",
      preview: "•••••••• (11 characters)",
      verdict: "manual",
      by: ["M9"],
      ways: [],
    },
  ],
  dockerfiles: [
    {
      path: `${text}/Dockerfile`,
      verdict: "manual",
      builder: `buildah: ${text} line 12`,
      build: `buildah build -f '${text}' --secret id=NPM_TOKEN,env=NPM_TOKEN .`,
      fixes: [
        {
          id: "R1",
          title: "move a build argument to a secret mount",
          verdict: "auto+confirm",
          secrets: ["0123456789ab"],
          notes: [`drop --build-arg ${text}`],
        },
      ],
    },
  ],
  passed: [
    { id: "NPM_TOKEN", form: "env", source: "NPM_TOKEN" },
    { id: "netrc", form: "file", source: `${text}/.netrc` },
    { id: "default", form: "ssh", source: "default" },
  ],
  manual: [
    {
      code: "M9",
      at: `${text}/Dockerfile line 4`,
      what: `RUN writes ${text}`,
      advice: "write, use and delete the file in one RUN",
      sketch: `RUN ${text}`,
    },
  ],
  unbuilt: [`${text}/other.Dockerfile`],
  afterwards: ["M17: images that were pushed keep the old value"],
  checks: [`exhume fix --source '${text}' --prove`],
});

describe("REMEDIATION.md", () => {
  it("reads as it is meant to", () => {
    expect(render(modelOf("app"))).toMatchInlineSnapshot(`
      "# Remediation: app

      Verdict **manual**. 2 secrets: 1 auto, 1 manual; 2 files changed.

      **Note**: Reconstructed from the history of app

      ## What moves, and why

      A build argument, a variable or a copied file stays in the image: in its
      history, its config or a layer. A secret mount is there for one step and is
      kept nowhere.

      ### \`app/Dockerfile\`

      - **R1** (auto+confirm): move a build argument to a secret mount, for
        \`0123456789ab\`
        - check: drop --build-arg app

      ## What must land together

      \`app.patch\` holds all of it, in one commit:

      - \`app/Dockerfile\` (dockerfile)
      - \`app/Makefile\` (build)
        - target app now needs NPM_TOKEN

      Without the changed build commands the build fails, or leaks as before: a
      build argument is kept in provenance even when no \`ARG\` takes it.

      Secrets that the CI needs before that, by these names:

      - [ ] \`NPM_TOKEN\`: from the environment variable \`NPM_TOKEN\`; a secret of the CI
      - [ ] \`netrc\`: from the file \`app/.netrc\`; keep its content as a secret of the
        CI, written outside of the build context
      - an SSH agent with the key (\`--ssh default\`): the key is in no image and no
        variable

      Build commands that are left to change, or the build lacks its secrets:

      - app/other.Dockerfile

      ## Rotate

      The patch keeps the next image clean. What was pushed is known to whoever could
      pull: each of these is replaced, whatever its verdict.

      - [ ] app \`0123456789ab\`: \`app\`, wave 2, runbook \`npm\`
        - auto, by R1
        - app is in the history of the build
      - [ ] Password \`ba9876543210\`: \`•••••••• (11 characters)\`
        - manual, by M9

      ## By hand

      - [ ] **M9**, \`app/Dockerfile line 4\`: RUN writes app
        - write, use and delete the file in one RUN
        - aim for:
          \`\`\`
          RUN app
          \`\`\`

      ## Build it now

      - built with buildah: app line 12:
        \`\`\`
        buildah build -f 'app' --secret id=NPM_TOKEN,env=NPM_TOKEN .
        \`\`\`

      ## Check

      \`\`\`
      exhume fix --source 'app' --prove
      \`\`\`

      ## Images that were pushed

      M17: images that were pushed keep the old value

      \`exhume purge\` lists what to delete; it deletes nothing itself.

      ---

      Made by exhume 1.2.3. No value is in this file.
      "
    `);
  });

  it("leaves out what there is nothing to say of", () => {
    const text = render({
      ...modelOf("app"),
      seen: false,
      patch: undefined,
      files: [],
      dockerfiles: [],
      passed: [],
      unbuilt: [],
      origin: [],
      checks: [],
    });
    expect(text.match(/^## .*$/gm)).toEqual(["## Rotate", "## By hand", "## Check", "## Images that were pushed"]);
    expect(text).toContain("named by their shapes alone");
  });

  it("is the same document whatever a name holds: no heading, item, link, HTML or control", () => {
    const [plain, hostile] = [render(modelOf("app")), render(modelOf(HOSTILE))];
    const outside = (text: string): string =>
      text.replace(/^ *```\n[\s\S]*?^ *```$/gm, "").replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, "");
    const shape = (text: string) => ({
      headings: outside(text).match(/^#+ /gm)?.length,
      boxes: outside(text).match(/^- \[ \] /gm)?.length,
    });
    expect(shape(hostile)).toEqual(shape(plain));
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(outside(hostile)).not.toMatch(/(?<!\\)<[a-z/!]/i);
    expect(outside(hostile)).not.toMatch(/(?<!\\)\]\(/);
  });
});
