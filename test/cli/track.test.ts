import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { expand } from "../support/samples.ts";
import { auditedWork, type WorkedCase } from "../support/worked-case.ts";

const { newCase, host } = auditedWork();
const refusedWith = async (work: WorkedCase, args: readonly string[], message: RegExp): Promise<void> => {
  const ended = await work.run("track", ...args);
  expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, "", expect.stringMatching(message)]);
  expect(ended.stderr.trim().split("\n")).toEqual([
    expect.stringMatching(/^exhume: /),
    expect.stringMatching(/^ {2}hint: /),
  ]);
};

describe("the order of work", () => {
  it("is: the new one first, then off with the old one, and both halves go together", async () => {
    const work = newCase();
    const { id } = await work.secret("aws");
    await refusedWith(
      work,
      [id, "--state", "rotated"],
      /new -> rotated refused: nothing says that the new one is deployed/,
    );
    await refusedWith(
      work,
      [id, "--state", "disabled"],
      /hint: next can be triaged, replacing, deployed; .*deployed,disabled/,
    );
    // What would be refused too is no hint.
    await refusedWith(
      work,
      [id, "--state", "verified"],
      /hint: exhume close [0-9a-f]{12} proves it; next can be triaged, replacing, deployed\n/,
    );
    for (const state of ["replacing", "deployed"])
      expect((await work.run("track", id, "--state", state)).status).toBe(0);
    await refusedWith(work, [id, "--state", "deleted"], /was not disabled/);
    await work.run("track", id, "--state", "disabled,deleted");
    const word = await work.run("track", id, "--state", "verified", "--note", "it is dead, I think");
    expect([word.status, word.stderr]).toEqual([2, expect.stringContaining("proven with exhume close")]);
    const said = ["--note", "AccessDenied, InvalidClientTokenId"];
    await refusedWith(
      work,
      [id, "--state", "verified", "--force", ...said],
      /hint: exhume close [0-9a-f]{12} proves it/,
    );
    expect((await work.run("log", "--verify")).stdout).toMatch(/^8 entries/);
  });

  it("gives way to containment, with a reason that stays in the log, and says what is still to do", async () => {
    const work = newCase();
    const { id } = await work.secret("github");
    await refusedWith(work, [id, "--state", "deleted", "--force"], /--force needs a reason/);
    const forced = await work.run("track", id, "--state", "deleted", "--force", "--note", "abuse seen", "--by", "ann");
    expect(forced.stdout).toContain("new -> deleted (forced)");
    expect((await work.run("log")).stdout).toMatch(/ann: new -> deleted \(forced\)\n {4}abuse seen/);
    const shown = (await work.run("show", id)).stdout;
    expect([shown.match(/\[x\] delete/g)?.length, shown.match(/\[ \] deploy/g)?.length]).toEqual([1, 1]);
  });

  it("asks for a reason to dismiss a secret, and to take an end back", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    await refusedWith(work, [id, "--state", "false-positive"], /it needs a reason[\s\S]*add --note/);
    expect((await work.run("track", id, "--state", "false-positive", "--note", "of a test registry")).status).toBe(0);
    await work.run("track", id, "--state", "deployed,rotated");
    await refusedWith(work, [id, "--state", "new"], /rotated -> new refused: it needs a reason/);
  });

  it("knows the day on which an acceptance ends", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    await refusedWith(work, [id, "--state", "accepted", "--until", "2020-01-31", "--note", "x"], /is over/);
    await refusedWith(work, [id, "--state", "triaged", "--until", "2099-01-31"], /last day of --state accepted/);
    expect((await work.run("track", id, "--state", "accepted", "--until", "2099-02-30", "--note", "x")).status).toBe(2);
    const accept = ["track", id, "--state", "accepted", "--note", "until the move", "--until"];
    expect((await work.run(...accept, "2098-01-31")).stdout).toMatch(/: new -> accepted until 2098-01-31$/m);
    expect((await work.run(...accept, "2099-01-31")).stdout).toMatch(/: accepted -> accepted until 2099-01-31$/m);
    expect((await work.run("log")).stdout).toContain("accepted -> accepted (until 2099-01-31)");
    expect((await work.secret("npm")).work.state).toBe("accepted");
  });
});

describe("the words of a change", () => {
  it.each(["--note", "--by"])("are refused where they are blank: %s", async (flag) => {
    const work = newCase();
    const { id } = await work.secret("npm");
    const args = ["--state", "false-positive", "--note", "x", flag, " "];
    const ended = await work.run("track", id, ...args);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining("It is empty.")]);
    expect((await work.secret("npm")).work.events).toEqual([]);
  });

  it("never bring a value into the log, its own or that of another secret", async () => {
    const work = newCase();
    const [npm, github] = [await work.secret("npm"), await work.secret("github")];
    const value = expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 82).trim().replace("GITHUB_TOKEN=", "");
    for (const note of [`was ${value}.`, `(${value})`, `https://bot:${value}@git.corp.example`, `"${value}", gone`])
      await refusedWith(work, [npm.id, "--note", note], new RegExp(`the note holds the value of ${github.id}`));
    const table = `id,state,note\n${github.id},triaged,${value}\n`;
    writeFileSync(join(work.cwd, "work.csv"), table);
    await refusedWith(work, ["--from", "work.csv"], /the note holds the value of/);
    expect((await work.run("close", github.id, "--note", value)).status).toBe(2);
    expect((await work.run("reveal", github.id, "--note", value)).status).toBe(2);
    expect((await work.run("log")).stderr).toContain("the log has no entry");
    expect((await work.run("track", npm.id, "--note", `was ${value.slice(0, 9)}`)).status).toBe(0);
  });
});

describe("a case that cannot be written", () => {
  it("is told in a line, and nothing is said to be done", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    const other = new Database(join(work.cwd, "exhume.db"));
    try {
      other.exec("BEGIN IMMEDIATE");
      await refusedWith(
        work,
        [id, "--state", "triaged"],
        /the case cannot be used: database is locked\n.*another exhume/,
      );
    } finally {
      other.close();
    }
  });
});

describe("many at once", () => {
  it("by repository, provider and wave, as one: what is said first, and how many", async () => {
    const work = newCase();
    const dry = await work.run("track", "--repo", "team/*", "--state", "triaged", "--dry-run");
    expect(dry.stdout.split("\n")[0]).toBe("would change 4 secrets of 3 tasks; nothing is written");
    expect(new Set(Object.values(await work.states()))).toEqual(new Set(["new"]));
    const done = await work.run("track", "--repo", "team/*", "--state", "triaged", "--by", "ann");
    expect(done.stdout.split("\n")[0]).toBe("changing 4 secrets of 3 tasks");
    expect(
      (await work.run("track", "--provider", "GitHub", "--provider", "npm", "--state", "deployed")).stdout,
    ).toContain("changing 2 secrets of 2 tasks");
    expect((await work.run("track", "--repo", `${host()}/team/shop`, "--wave", "1", "--note", "seen")).stdout).toMatch(
      /changing 3 secrets of 2 tasks[\s\S]*deployed, a note/,
    );
    expect(Object.values(await work.states()).sort()).toEqual(["deployed", "deployed", "new", "triaged", "triaged"]);
  });

  it("as JSON for machines", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    const args = ["track", id, "--state", "disabled", "--force", "--note", "abuse seen", "--by", "ann", "--json"];
    expect(JSON.parse((await work.run(...args)).stdout)).toEqual({
      dryRun: false,
      changes: [
        {
          id,
          from: "new",
          to: "disabled",
          events: [
            {
              kind: "state",
              state: "disabled",
              actor: "ann",
              at: expect.stringMatching(/^\d{4}-/),
              note: "abuse seen",
              data: { forced: true },
            },
          ],
        },
      ],
    });
    expect(JSON.parse((await work.run(...args)).stdout).changes).toMatchObject([{ events: [{ kind: "note" }] }]);
  });

  it("all or none, and closed work is left alone", async () => {
    const work = newCase();
    await work.run("track", (await work.secret("github")).id, "--state", "deployed");
    await refusedWith(
      work,
      ["--repo", "team/**", "--state", "rotated"],
      /2 more are refused too: \w{12}, \w{12}; nothing is written/,
    );
    await work.run("track", (await work.secret("npm")).id, "--state", "third-party", "--note", "example");
    writeFileSync(join(work.cwd, ".exhumeignore"), "rule aws-*\n");
    expect((await work.run("track", "--repo", "team/*", "--note", "x", "--dry-run")).stdout).toContain(
      "1 secret of 1 task",
    );
    rmSync(join(work.cwd, ".exhumeignore"));
    const noted = await work.run("track", "--repo", "team/*", "--note", "in work");
    expect([noted.stdout, noted.stderr]).toEqual([
      expect.stringContaining("changing 3 secrets of 2 tasks"),
      expect.stringContaining("1 more matches and is closed already"),
    ]);
  });

  it("leaves alone what others went on with, where many are triaged by one word", async () => {
    const work = newCase();
    const github = (await work.secret("github")).id;
    await work.run("track", github, "--state", "deployed");
    const triaged = await work.run("track", "--repo", "team/**", "--state", "triaged");
    expect([triaged.stdout, triaged.stderr]).toEqual([
      expect.stringMatching(/^changing \d+ secrets/),
      expect.stringContaining("1 is past that already and left alone"),
    ]);
    expect((await work.secret("github")).work.state).toBe("deployed");
    await refusedWith(work, [github, "--state", "triaged"], /it is past that: deployed/);
  });

  it.each([
    [["--state", "triaged"], /no secret is named/],
    [["--repo", "nobody/*", "--state", "triaged"], /no secret matches/],
    [["ab", "--repo", "team/*", "--state", "triaged"], /cannot be combined/],
    [["--repo", "team/*"], /nothing to record/],
  ])("%j is refused with a hint", async (args, message) => {
    await refusedWith(newCase(), args, message);
  });
});
