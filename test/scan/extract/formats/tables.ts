import type { FormatCase } from "./format-case.ts";

const { raw } = String;
const P = "generic-password password";
const T = "generic-secret api_token";

/** Rows whose columns have names: dumps of databases, and lists. */
export const TABLES: readonly FormatCase[] = [
  {
    title: "a dump of MySQL",
    path: "var/backups/shop.sql",
    text: raw`CREATE TABLE ${"`"}users${"`"} (
  ${"`"}id${"`"} int(11) NOT NULL,
  ${"`"}name${"`"} varchar(80),
  ${"`"}password${"`"} varchar(80),
  ${"`"}password_changed_at${"`"} datetime,
  PRIMARY KEY (${"`"}id${"`"})
);
INSERT INTO ${"`"}users${"`"} VALUES (1,'it''s, ann','«<password>»','2024-01-01 10:00:00'),(2,'bob (x)','«<password>»',NULL);
INSERT INTO ${"`"}labels${"`"} VALUES (1,'password','Passwort'),(2,'token','Token');
`,
    finds: [P, P],
  },
  {
    title: "columns in the statement",
    path: "srv/seed.sql",
    text: raw`INSERT INTO users (id, username, password, api_token) VALUES (1, 'ann', '«<password>»', '«<alnum:40>»');
INSERT INTO translations (id, password, api_token) VALUES (1, 'Passwort', 'reader');
INSERT INTO devices (id, token_id, sha256) VALUES (1, 'Kb2x9qLm4zKb2x9qLm4zKb2x', 'ab');
`,
    finds: [P, T],
  },
  {
    title: "a dump of PostgreSQL",
    path: "srv/dump.sql",
    text: "COPY public.users (id, name, password) FROM stdin;\n1\tann\t«<password>»\n2\tbob\t\\N\n\\.\n\nSELECT 1;\n",
    finds: [P],
  },
  {
    title: "passwords as a browser exports them",
    path: "home/ann/passwords.csv",
    text: 'name,url,username,password\nshop,https://shop.corp.internal,ann,«<password>»\r\nmail,https://m.corp.internal,"ann, b",«<password>»\n',
    finds: [P, P],
  },
  {
    title: "a list in which a token is a word",
    path: "srv/words.csv",
    text: "field,token,password\na,identifier,Passwort\nb,string_literal2,secret\n",
    finds: [],
  },
  {
    title: "hosts and their keys of RubyGems",
    path: "root/.gem/credentials",
    text: "---\n:corp: «<hex:32>»\nhttps://gems.corp.internal: «<hex:32>»\n:update_sources: true\n",
    finds: ["* *", "* *"],
  },
  {
    title: "logins of Exim",
    path: "etc/exim4/passwd.client",
    text: "# host:login:password\n*.corp.internal:ci:«<password>»\n",
    finds: ["generic-password *"],
  },
  {
    title: "the password of the administrator of LDAP",
    path: "etc/pam_ldap.secret",
    text: "«<password>»\n",
    finds: ["generic-password *"],
  },
  {
    title: "references, and what is encrypted",
    path: "srv/main.yml",
    text: raw`password: random_password.db.result
other_password: data.aws_secretsmanager_secret_version.x.secret_string
secret: '%env(APP_SECRET)%'
nexus_password: "{Kb2x9qLm4zTv7Rw1=}"
`,
    finds: [],
  },
];
