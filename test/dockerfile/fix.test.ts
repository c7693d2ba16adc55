import { describe, expect, it } from "vitest";
import { type FixResult, fixDockerfile } from "../../src/dockerfile/fix.ts";
import { type Case, contextOf, inputOf, readCases } from "./cases.ts";

const cases = readCases();
const changed = cases.filter((one) => one.expected.fixes.length > 0);

const run = (one: Case): FixResult => fixDockerfile(inputOf(one));

const verdicts = (result: FixResult) => ({
  fixes: result.proposals.map((proposal) => `${proposal.fix} ${proposal.verdict}`),
  manual: result.manual.map((step) => step.code),
  buildFlags: result.secretsMoved.map((secret) => secret.buildFlag),
  ...(result.ignoreFile ? { ignoreFile: { path: result.ignoreFile.path, after: result.ignoreFile.after } } : {}),
});

describe("every case of fixtures/dockerfile", () => {
  it("is read from disk", () => expect(cases.length).toBeGreaterThan(100));

  it.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const result = run(one);
    expect(result.patchedText).toBe(one.after);
    expect(verdicts(result)).toEqual(one.expected);
  });
});

describe("a name that no shell would take", () => {
  it.each(["*P", "P*", "[P", "P(", "P$&", "P|.", "P+", "{P}", "P\\\\d", "P-Q"])("%s is read as it stands", (name) => {
    const leaks = (["history", "env", "label"] as const).map((kind) => ({
      secretId: kind,
      title: "t",
      preview: "•••",
      kind,
      name,
    }));
    const text = `FROM a\nARG ${name}\nENV ${name}=x Q=\${P}\nLABEL ${name}=x\nONBUILD RUN x\nRUN echo hi\n`;
    const { proposals, manual } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
    expect(proposals.length + manual.length).toBeGreaterThan(0);
  });
});

describe("a value in what the container runs", () => {
  const health = 'HEALTHCHECK &{["CMD-SHELL" "curl -u admin:••• http://localhost"] "0s" "0s" "0s" "0s" \'\\x00\'}';
  it.each([
    ["the check", "HEALTHCHECK CMD curl -u admin:plainword http://localhost", health],
    ["the entry point", "ENTRYPOINT run -u admin:plainword", 'ENTRYPOINT ["/bin/sh" "-c" "run -u admin:•••"]'],
    ["the command", 'CMD ["run", "-uadmin:plainword"]', 'CMD ["run" "-uadmin:•••"]'],
  ])("is one step, and the user beside it no variable: %s", (_what, line, historyLine) => {
    const leak = { secretId: "s1", title: "t", preview: "•••", name: "admin" };
    const { manual } = fixDockerfile({
      text: `FROM nginx\n${line}\n`,
      path: "Dockerfile",
      leaks: [
        { ...leak, kind: "history", historyLine },
        { ...leak, kind: "command" },
      ],
      context: contextOf({}),
    });
    expect(manual.map(({ code, line: at }) => [code, at])).toEqual([["M1", 2]]);
    expect(JSON.stringify(manual.map(({ reason, sketch }) => [reason, sketch]))).not.toContain("admin");
  });
});

describe("a Dockerfile that was fixed", () => {
  it.each(changed.map((one) => [one.name, one] as const))("proposes nothing again: %s", (_name, one) => {
    const first = run(one);
    const again = fixDockerfile(
      inputOf(one, { text: first.patchedText, ...(first.ignoreFile ? { ignore: first.ignoreFile } : {}) }),
    );
    expect(again.patchedText).toBe(first.patchedText);
    expect(again.proposals).toEqual([]);
    expect(again.ignoreFile).toBeUndefined();
  });
});

describe("every result", () => {
  it.each(cases.map((one) => [one.name, one] as const))("accounts for each leak: %s", (_name, one) => {
    const result = run(one);
    const told = [...result.proposals.flatMap((proposal) => proposal.leaks), ...result.manual.map((step) => step.leak)];
    const now = { text: result.patchedText, ...(result.ignoreFile ? { ignore: result.ignoreFile } : {}) };
    for (const leak of one.leaks.filter((each) => !told.some(({ secretId }) => secretId === each.secretId))) {
      const left = fixDockerfile({ ...inputOf(one, now), leaks: [leak] });
      expect([left.proposals, left.manual]).toEqual([[], []]);
    }
    expect(result.notes.join()).toContain("M17");
  });

  it.each(changed.map((one) => [one.name, one] as const))(
    "keeps line ends, BOM and the last line as they were: %s",
    (_name, one) => {
      const { patchedText } = run(one);
      expect(/(?<!\r)\n/.test(patchedText)).toBe(/(?<!\r)\n/.test(one.before));
      expect(patchedText.startsWith("\uFEFF")).toBe(one.before.startsWith("\uFEFF"));
      expect(patchedText.endsWith("\n")).toBe(one.before.endsWith("\n"));
    },
  );

  it.each(changed.map((one) => [one.name, one] as const))(
    "says to drop the build argument it deleted: %s",
    (_name, one) => {
      for (const { fix, notes, leaks } of run(one).proposals)
        if (fix === "R1" || fix === "R10") expect(notes.join()).toContain(`--build-arg ${leaks[0]?.name}`);
    },
  );
});

describe("leaks that the scanner found without a name", () => {
  const before = "FROM python:3.12\nARG FEED\nRUN pip install --index-url $FEED app\n";
  it.each([
    ["docker and buildah", "|1 FEED=https://u:•••@h.example/simple /bin/sh -c pip install --index-url $FEED app"],
    ["BuildKit", "RUN |1 FEED=https://u:•••@h.example/simple /bin/sh -c pip install --index-url $FEED app # buildkit"],
    ["BuildKit ARG", "ARG FEED=https://u:•••@h.example/simple"],
  ])("are named by their history line: %s", (_builder, historyLine) => {
    const leak = { secretId: "s1", title: "URL", preview: "•••", kind: "history" as const, historyLine };
    const result = fixDockerfile({ text: before, path: "Dockerfile", leaks: [leak], context: contextOf({}) });
    expect(result.patchedText).toContain("RUN --mount=type=secret,id=FEED,env=FEED,required=true pip install");
    expect(result.patchedText).not.toContain("ARG");
  });
});

describe("secret ids", () => {
  it("do not stand for two files", () => {
    const text = "FROM node\nCOPY a/.npmrc /a/.npmrc\nCOPY b/.npmrc /b/.npmrc\nRUN npm ci\n";
    const leak = (path: string) => ({ secretId: path, title: "t", preview: "•••", kind: "file" as const, path });
    const leaks = [leak("a/.npmrc"), leak("b/.npmrc")];
    const { secretsMoved } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
    expect(secretsMoved.map((one) => one.buildFlag)).toEqual([
      "--secret id=npmrc,src=a/.npmrc",
      "--secret id=b_.npmrc,src=b/.npmrc",
    ]);
  });
});

const stages = (copies: (before: number) => string): string =>
  Array.from({ length: 150 }, (_, at) => `FROM a\n${copies(at)}`).join("");

describe("a hostile Dockerfile is answered in time", () => {
  it.each([
    ["nested substitutions", `RUN ${"$(".repeat(20_000)}$T\n`],
    ["nested groups", `RUN ${"{ ".repeat(20_000)}$T\n`],
    ["open quotes", `RUN echo ${'"'.repeat(40_001)} $T\n`],
    ["a long chain", `RUN x ${"&& rm $T ".repeat(4000)}\n`],
    ["many instructions", "RUN echo $T\n".repeat(900)],
    ["too many instructions", "RUN echo $T\n".repeat(5000)],
    ["many copies", `${"COPY . .\n".repeat(200)}${"RUN npm ci\n".repeat(200)}`],
    [
      "stages that copy each other twice",
      stages((before) => `COPY --from=${before} /a /\nCOPY --from=${before} /b /\n`),
    ],
    [
      "stages that copy all of each other",
      stages((before) => `COPY --from=${before} / /\nCOPY --from=${before} / /\n`),
    ],
    ["a long word", `ENV X=${"a".repeat(150_000)}\n`],
    ["many logins", 'RUN git config --global url."https://$T@h/".insteadOf "https://h/" && go build\n'.repeat(300)],
    ["many netrc files", 'RUN echo "machine h login x password $T" > ~/.netrc\nRUN git fetch\n'.repeat(200)],
    ["many keys", 'RUN echo "$T" > ~/.ssh/id_rsa && chmod 600 ~/.ssh/id_rsa\nRUN git clone git@h:x\n'.repeat(200)],
    ["many URLs", `RUN git clone ${"https://$T@h/x ".repeat(2500)}\n`],
    ["a long URL", `RUN git clone https://${"$T".repeat(10_000)}@h/x && git clone https://${"$T".repeat(10_000)}\n`],
    ["a long command", `CMD ${"git ".repeat(20_000)}\nRUN git config --global a.b "$T"\nRUN go build\n`],
    ["control characters", "RUN \u0000\u0001 $T\n"],
    ["a long value in a RUN", `RUN curl -u a${"a".repeat(45_000)} x\n`],
    ["many comments", `${"#\n".repeat(20_000)}RUN echo $T > /etc/x\nRUN npm ci /etc/x\n`],
  ])("%s", (_what, body) => {
    const leaks = [
      { secretId: "s1", title: "t", preview: "•••", kind: "history" as const, name: "T" },
      { secretId: "s2", title: "t", preview: "•••", kind: "file" as const, path: "app/.npmrc" },
      { secretId: "s3", title: "t", preview: "•••", kind: "history" as const, historyLine: "RUN curl -u ••• x" },
    ];
    // Of the processor, not of the clock: other tests run beside it.
    const start = process.cpuUsage();
    const text = `FROM a\nARG T\nWORKDIR /app\n${body}`;
    const result = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({ ".npmrc": "x" }) });
    expect(result.proposals.length + result.manual.length).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(15);
  });
});

describe("a file that a RUN wrote, and the fix does not write any more", () => {
  it("is not looked for in a directory that is copied to its place", () => {
    const result = fixDockerfile({
      text: 'FROM hashicorp/terraform\nARG TFE_TOKEN\nRUN printf \'credentials "h.example" { token = "%s" }\' "$TFE_TOKEN" > /root/.terraformrc\nCOPY . .\nRUN terraform init\n',
      path: "Dockerfile",
      leaks: [
        { secretId: "s1", title: "token", preview: "•••", kind: "history", name: "TFE_TOKEN" },
        { secretId: "s1", title: "token", preview: "•••", kind: "file", path: "root/.terraformrc" },
      ],
      context: contextOf({}),
    });
    expect(result.secretsMoved.map(({ buildFlag }) => buildFlag)).toEqual(["--secret id=TFE_TOKEN,env=TFE_TOKEN"]);
    expect(result.ignoreFile).toBeUndefined();
  });
});

describe("a file larger than a secret mount holds", () => {
  const fixed = (bytes: number) =>
    fixDockerfile({
      text: "FROM alpine:3.20\nCOPY app.npmrc /root/.npmrc\nRUN npm ci && rm /root/.npmrc\n",
      path: "Dockerfile",
      leaks: [{ secretId: "s1", title: "token", preview: "•••", kind: "file", path: "root/.npmrc" }],
      context: { files: ["app.npmrc"], read: () => undefined, size: () => bytes },
    });

  it("is a manual step", () => {
    const { manual, proposals } = fixed(500 * 1024 + 1);
    expect([manual.map(({ code }) => code), proposals]).toEqual([["M16"], []]);
  });

  it("is moved when it fits", () => expect(fixed(500 * 1024).proposals.map(({ fix }) => fix)).toEqual(["R2", "R0"]));
});
