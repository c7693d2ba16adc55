import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./debian-tree.ts";

/** `node_modules` of the packages in `manifest`, below `app/`: a layer in `folder`. */
export const npmLayer = (folder: string, manifest: string): string => {
  const tar = join(folder, "npm.tar");
  if (existsSync(tar)) return tar;
  const app = join(folder, "tree", "app");
  mkdirSync(app, { recursive: true });
  copyFileSync(manifest, join(app, "package.json"));
  run("npm", ["install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"], app);
  pack(join(folder, "tree"), tar);
  return tar;
};

/** pip and setuptools as pip installs them, from the wheels that come with Python. */
export const pythonLayer = (folder: string): string => {
  const tar = join(folder, "python.tar");
  if (existsSync(tar)) return tar;
  const site = join(folder, "tree/usr/local/lib/python3.11/site-packages");
  mkdirSync(site, { recursive: true });
  const [bundled = ""] = execFileSync("python3", ["-c", "import ensurepip; print(*ensurepip.__path__)"], {
    encoding: "utf8",
  }).split(/\s/);
  // By name, not by file: a package from a file counts as one's own.
  const from = ["--no-index", "--find-links", join(bundled, "_bundled")];
  run("python3", ["-m", "pip", "install", "--quiet", "--no-deps", ...from, "--target", site, "pip", "setuptools"]);
  pack(join(folder, "tree"), tar);
  return tar;
};

/** What a team adds itself: code and settings that read their secrets from the environment. */
const APP: Readonly<Record<string, string>> = {
  "app/src/server.js":
    'import express from "express";\nconst app = express();\napp.get("/", (_, res) => res.send("ok"));\napp.listen(process.env.PORT ?? 3000);\n',
  "app/config/default.yml":
    "database:\n  url: $DATABASE_URL\n  password: $DB_PASSWORD\nmail:\n  host: smtp.corp.internal\n  user: shop\n  password: !secret mail_password\n",
  "app/.env.example":
    "DATABASE_URL=postgres://user:password@localhost:5432/shop\nSTRIPE_KEY=sk_live_xxx\nJWT_SECRET=changeme\n",
  "app/README.md":
    "# Shop\n\nSet `DB_PASSWORD` and `STRIPE_KEY` (sk_test_...) in the environment, then run `npm start`.\n",
};

export const appLayer = (folder: string): string => {
  for (const [path, text] of Object.entries(APP)) {
    const file = join(folder, "tree", path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
  const tar = join(folder, "app.tar");
  pack(join(folder, "tree"), tar);
  return tar;
};

const pack = (tree: string, tar: string): void => {
  rmSync(`${tar}.part`, { force: true });
  run("tar", ["-C", tree, "--numeric-owner", "--owner=0", "--group=0", "-cf", `${tar}.part`, "."]);
  renameSync(`${tar}.part`, tar);
};
