import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/dockerfile/diff.ts";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { type FoundIn, spansByLine, valuesOf } from "../../src/dockerfile/mask/found-values.ts";
import { maskDiff } from "../../src/dockerfile/mask/mask-diff.ts";
import { contextOf, inputOf, readCases } from "./cases.ts";

const leak = (more: Partial<Leak>): Leak => ({ secretId: "s1", title: "t", preview: "•••", kind: "history", ...more });
const show = (line: string, leaks: readonly Leak[] = []): string =>
  maskDiff(`-${line}\n`, { leaks, before: `FROM a\n${line}\n` });

// Looks like no known token, and holds a digit so that its shape counts.
const value = `${"qZ7".repeat(3)}x`;
const long = "aB3d".repeat(8);

describe("a masked diff shows what holds no value:", () => {
  it.each([
    `RUN printf '//h.example/:_authToken=%s\\n' "$NPM_TOKEN" > ~/.npmrc`,
    `RUN printf 'token = "%s"\\n' "$TOKEN" > /root/.terraformrc`,
    "RUN POETRY_HTTP_BASIC_ACME_USERNAME=__token__ poetry install",
    `RUN if [ -n "\${NPM_TOKEN:-}" ]; then npm ci; fi`,
    "RUN composer config --global --auth http-basic.repo.example.com token $X",
    "RUN git config --global url.https://h.example/.insteadOf ssh://git@h.example/",
    `headers={"Authorization": "Bearer " + os.environ["TOKEN"]}`,
    "withCredentials([string(credentialsId: 'deploy-token', variable: 'TOKEN')]) {",
    "ARG VERSION=dev CHANNEL=stable REGISTRY=registry.example.com",
    "ENV GOPRIVATE=git.example.com/acme/*",
    "RUN SECRET_KEY=dummy python manage.py collectstatic",
  ])("%s", (line) => expect(show(line)).toBe(`-${line}\n`));
});

it("a program whose name looks like an option is no option: its argument is shown", () =>
  expect(show("RUN ssh-keyscan git.corp.example >> /etc/known_hosts")).toContain("ssh-keyscan git.corp.example"));

describe("a masked diff shows no value of", () => {
  it.each([
    ["an ARG default", `ARG NPM_TOKEN=${value}`],
    ["a default in an expansion", `RUN echo "\${API_TOKEN:-${value}}"`],
    ["a host of an ARG with a value in it", `ARG REGISTRY=${value}.example.com`],
    ["an ARG with any name", `ARG SETTING=${value}`],
    ["an ARG that says user", `ARG DB_USER=${value}`],
    ["a path of a variable that says key", `ENV SECRET_KEY=/${value}`],
    ["a value around a variable", `ENV OTHER="${value}:$PATH"`],
    ["a list of settings", `RUN NuGetPackageSourceCredentials_a="Username=az;Password=${value}$X" dotnet restore`],
    ["an ENV pair", `ENV A=1 DB_PASSWORD="${value} ${value}"`],
    ["the old ENV form", `ENV DB_PASSWORD ${value}`],
    ["a continued ENV", `ENV A=1 \\\n-    OTHER=${value}`],
    ["an assignment in a RUN", `RUN API_KEY=${value} make`],
    ["an export in a RUN", `RUN export api_secret='${value}' && make`],
    ["a registry token", `RUN echo "//h.example/:_authToken=${value}" > .npmrc`],
    ["npm config set", `RUN npm config set //h.example/:_authToken ${value}`],
    ["a URL", `RUN git clone https://user:${value}@h.example/r`],
    ["a URL with a token only", `RUN git clone https://${value}@h.example/r`],
    ["a header", `RUN curl -H "Authorization: Bearer ${value}" https://h.example`],
    ["another header", `RUN curl -H 'X-Api-Key: ${value}' https://h.example`],
    ["curl -u", `RUN curl -u user:${value} https://h.example`],
    ["an option", `RUN login --password ${value} --token=${value}`],
    ["JSON", `RUN echo '{"password": "${value}"}' > x.json`],
    ["a random text of any place", `RUN setup ${long}`],
    ["a label", `LABEL api_token="${value}"`],
  ])("%s", (_what, line) => {
    const shown = show(line);
    expect(shown).toContain("•••");
    expect(shown).not.toContain(value);
    expect(shown).not.toContain(long);
  });

  it("a literal that only the history line points at", () => {
    const line = `RUN setup --as ${"plainword"} now`;
    const historyLine = "RUN /bin/sh -c setup --as ••• now # buildkit";
    expect(show(line, [leak({ historyLine })])).toBe("-RUN setup --as ••• now\n");
  });

  it.each([
    ["in single quotes", "ENV SETTING='plain$word&more'", "plain$word&more"],
    ["around a variable", "ENV SETTING=plainword$HOST", "plainword"],
  ])("a literal of the leak's own name %s, wherever else it stands", (_what, line, literal) => {
    const before = `FROM a\n${line}\nRUN setup ${literal} now\n`;
    const shown = maskDiff(unifiedDiff("Dockerfile", before, "FROM a\n"), {
      leaks: [leak({ name: "SETTING" })],
      before,
    });
    expect(shown).not.toContain(literal);
  });

  it("a place that a scan found, and the same text elsewhere", () => {
    const before = "FROM a\nRUN tool -pplain9word x\nARG B\nCOPY plain9word /\n";
    const at = before.indexOf("plain9word");
    const found: FoundIn = [[before, [{ span: { start: at, end: at + 10 }, isGuess: false }]]];
    const shown = maskDiff(unifiedDiff("Dockerfile", before, before.replace("ARG B\n", "")), {
      leaks: [],
      before,
      values: valuesOf(found),
      spans: spansByLine(found),
    });
    expect(shown).toContain(" RUN tool -p••• x\n-ARG B\n COPY ••• /\n");
  });

  it("a short word or a guess where it was found, and only there", () => {
    const before = "FROM a\nRUN tool -proot /root\nARG B\nRUN a ab1 root\n";
    const [word, guess] = [before.indexOf("root"), before.indexOf("ab1")];
    const found: FoundIn = [
      [
        before,
        [
          { span: { start: word, end: word + 4 }, isGuess: false },
          { span: { start: guess, end: guess + 3 }, isGuess: true },
        ],
      ],
    ];
    const spans = spansByLine(found);
    const shown = maskDiff(unifiedDiff("Dockerfile", before, before.replace("ARG B\n", "")), {
      leaks: [],
      before,
      values: valuesOf(found),
      spans,
    });
    expect(shown).toContain(" RUN tool -p••• /root\n-ARG B\n RUN a ••• root\n");
  });

  it("values that overlap, one over two lines, and one that is cut where a long line ends", () => {
    const before = `FROM a\nRUN x abc9def9ghi \\\n  second9part y\nRUN ${"x".repeat(1985)} ${"y9z".repeat(9)}\n`;
    const place = (text: string) => ({ start: before.indexOf(text), end: before.indexOf(text) + text.length });
    const long = { start: before.indexOf("y9z"), end: before.length - 1 };
    const found: FoundIn = [
      [
        before,
        [place("abc9def9"), place("def9ghi"), { ...place("ghi"), end: place("second9part").end }, long].map((span) => ({
          span,
          isGuess: false,
        })),
      ],
    ];
    const shown = maskDiff(unifiedDiff("Dockerfile", before, "FROM b\n"), {
      leaks: [],
      before,
      values: valuesOf(found),
      spans: spansByLine(found),
    });
    expect(shown).toContain("-RUN x •••\n-••• y\n");
    expect(shown).not.toMatch(/y9z|abc9|ghi/);
  });

  it("a removed line that looks like the head of a diff", () => {
    const before = `FROM a\nRUN <<E\n-- password=${value}\nE\n`;
    const shown = maskDiff(unifiedDiff("Dockerfile", before, "FROM a\n"), { leaks: [], before });
    expect(shown).not.toContain(value);
  });

  it("a key over several lines", () => {
    const before = `ENV KEY="-----BEGIN PRIVATE KEY-----\\\n${value}\\\n-----END PRIVATE KEY-----"\n`;
    const shown = maskDiff(unifiedDiff("Dockerfile", before, "FROM a\n"), { leaks: [], before });
    expect(shown).not.toContain(value);
  });

  it.each(readCases().map((one) => [one.name, one] as const))("the fixtures: %s", (_name, one) => {
    const result = fixDockerfile(inputOf(one));
    const diff = unifiedDiff("Dockerfile", result.before, result.patchedText);
    expect(maskDiff(diff, { leaks: one.leaks, before: result.before })).not.toContain("not-a-real-value");
    expect(JSON.stringify([result.manual, result.proposals, result.notes])).not.toContain("not-a-real-value");
  });
});

describe("a masked diff still shows", () => {
  it.each([
    "RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN,required=true npm ci",
    'NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && export NPM_TOKEN && \\',
    "ENV NODE_ENV=production PATH=/app/bin:$PATH VERSION=1.2.3",
    "ARG NPM_TOKEN",
    'ENV PATH="$PNPM_HOME:$PATH"',
    "ARG BASE=python:3.11",
    "ARG POETRY_USER=ci",
    "ENV AWS_DEFAULT_REGION=us-east-1 SENTRY_ORG=acme",
    'RUN NuGetPackageSourceCredentials_acme="Username=az;Password=$FEED_PAT" dotnet restore',
    "RUN CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=/tmp/key.json gsutil cp gs://a/b /b",
    "ENV token $gh_token",
    "RUN echo //h.example/:_authToken=$NPM_TOKEN > .npmrc",
    "RUN git clone https://$TOKEN@h.example/r",
    `RUN git clone https://\${USER}:\${GH_PAT}@h.example/r`,
    "RUN CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=/run/secrets/gcp gcloud info",
    `FROM node@sha256:${"0a".repeat(32)}`,
    "docker build --secret id=NPM_TOKEN,env=NPM_TOKEN --secret id=npmrc,src=.npmrc -t app .",
    "COPY --from=build --chown=1000:1000 /app/dist /app",
    "RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates",
  ])("%s", (line) => expect(show(line)).toBe(`-${line}\n`));

  it("hunks and file names", () => {
    const diff = unifiedDiff("Dockerfile", "FROM a\nARG B\n", "FROM a\n");
    expect(maskDiff(diff, { leaks: [], before: "FROM a\nARG B\n" })).toBe(diff);
  });
});

it("nothing that a fix says holds a value of the Dockerfile", () => {
  const text = `FROM a\nARG T=${value}\nENV U=${value}\nRUN curl -H "x: ${value}" $T | tee /x; npm config set a ${value}$T\n`;
  const leaks = [leak({ name: "T" }), leak({ kind: "env", name: "U" }), leak({ kind: "file", path: "x" })];
  const { manual, notes, proposals } = fixDockerfile({ text, path: "Dockerfile", leaks, context: contextOf({}) });
  expect(manual.length).toBeGreaterThan(0);
  expect(JSON.stringify({ manual, notes, proposals })).not.toContain(value);
});
