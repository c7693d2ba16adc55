import { expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { contextOf } from "./cases.ts";

const NOTES: readonly {
  readonly what: string;
  readonly text: string;
  readonly name: string;
  readonly kind?: "env";
  /** Of a file. */
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly note: string;
}[] = [
  {
    what: "code given to an interpreter",
    text: "FROM node:22\nARG API_TOKEN\nRUN node -e \"require('fs').writeFileSync('/a', process.env.API_TOKEN)\"\n",
    name: "API_TOKEN",
    note: "M8: the code given to node reads API_TOKEN",
  },
  {
    what: "a here-document given to an interpreter",
    text: 'FROM python:3.12\nARG API_TOKEN\nRUN python - <<PY\nimport os\nopen("/t", "w").write(os.environ["API_TOKEN"])\nPY\n',
    name: "API_TOKEN",
    note: "M8: the code given to python reads API_TOKEN",
  },
  {
    what: "another step than that of the framework",
    text: "FROM node:22\nARG DATABASE_URL\nENV DATABASE_URL=$DATABASE_URL\nRUN npx prisma generate\nRUN npm run build\n",
    name: "DATABASE_URL",
    kind: "env",
    note: "DATABASE_URL is no longer set for npm run build",
  },
  {
    what: "another command of the same step",
    text: "FROM node:22\nARG DATABASE_URL\nENV DATABASE_URL=$DATABASE_URL\nRUN npx prisma generate && npm run build\n",
    name: "DATABASE_URL",
    kind: "env",
    note: "DATABASE_URL is no longer set for npm run build",
  },
  {
    what: "a script of the network that is given the value in its environment",
    text: 'FROM ubuntu:24.04\nARG AGENT_KEY\nRUN KEY=$AGENT_KEY bash -c "$(curl -L https://h.example/install.sh)"\n',
    name: "AGENT_KEY",
    note: "M8: bash receives $AGENT_KEY",
  },
  {
    what: "what stays in a stage that the image does not take",
    text: 'FROM gradle:8 AS build\nARG API_TOKEN\nRUN echo "a.key=$API_TOKEN" >> /root/.gradle/gradle.properties\nCOPY . .\nRUN gradle build\nFROM jre:21\nCOPY --from=build /src/build/*.jar /app.jar\n',
    name: "API_TOKEN",
    note: "/root/.gradle/gradle.properties stays in the stage build, which the image does not take",
  },
  {
    what: "source of a stage that does not ship",
    text: "FROM gradle:8 AS build\nARG GITHUB_TOKEN\nENV GITHUB_TOKEN=$GITHUB_TOKEN\nRUN gradle bootJar\nFROM jre:21\nCOPY --from=build /a.jar /\n",
    name: "GITHUB_TOKEN",
    kind: "env",
    files: { "build.gradle": 'password = System.getenv("GITHUB_TOKEN")\n' },
    note: "M2: build.gradle names GITHUB_TOKEN",
  },
  {
    what: "a configuration of ssh that leaves the agent out",
    text: "FROM alpine:3\nCOPY id_rsa /root/.ssh/id_rsa\nCOPY ssh_config /root/.ssh/config\nRUN git clone git@git.example:a/b.git && rm /root/.ssh/id_rsa\n",
    name: "id_rsa",
    path: "root/.ssh/id_rsa",
    files: { id_rsa: "x", ssh_config: "Host *\n  IdentityFile ~/.ssh/id_rsa\n  IdentitiesOnly yes\n" },
    note: "ssh_config says IdentitiesOnly yes",
  },
];

it.each(NOTES)("a person is asked to look at $what", ({ text, name, kind, path, files = {}, note }) => {
  const place = path === undefined ? { kind: kind ?? ("history" as const), name } : { kind: "file" as const, path };
  const leak = { secretId: "s1", title: "token", preview: "•••", ...place };
  const { proposals } = fixDockerfile({ text, path: "Dockerfile", leaks: [leak], context: contextOf(files) });
  expect(proposals[0]?.verdict).toBe("auto+confirm");
  expect(proposals.flatMap(({ notes }) => notes).join("\n")).toContain(note);
});

it("an ENV that is another name of an argument is no text around it", () => {
  const leak = { secretId: "s1", title: "token", preview: "•••", kind: "env" as const, name: "NPM_TOKEN" };
  const text = "FROM node:22\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nRUN npm ci\n";
  const { proposals } = fixDockerfile({ text, path: "Dockerfile", leaks: [leak], context: contextOf({}) });
  expect(proposals.flatMap(({ notes }) => notes).join("\n")).not.toContain("whole text");
});
