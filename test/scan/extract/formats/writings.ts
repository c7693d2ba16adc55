import type { FormatCase } from "./format-case.ts";

const { raw } = String;
/** Texts are latin1 of UTF-8, but for the marks. */
const utf8 = (text: string): string =>
  text.replace(/[^\x20-\x7e\n«»]+/g, (part) => Buffer.from(part).toString("latin1"));
const P = "generic-password *";
const S = "generic-secret *";

/** Other languages of people and of programs, lists, and what a tag or a name makes of a value; each beside what is none. */
export const WRITINGS: readonly FormatCase[] = [
  {
    title: "settings whose keys are not English",
    path: "srv/app/einstellungen.yml",
    text: utf8(raw`db:
  kennwort: «<password>»
  mot_de_passe: "«<password>»"
  contraseña: «<password>»
  senha: '«<password>»'
  пароль: «<password>»
  wachtwoord: «<password>»
  hasło: «<password>»
  密码: «<password>»
labels:
  password: Contraseña
  Пароль: Пароль
  login_password: Hasło
  senha: {label: Senha}
  wachtwoord_vergeten: Wachtwoord2
`),
    finds: [
      ...["db.kennwort", "db.mot_de_passe", "db.contraseña", "db.senha", "db.пароль", "db.wachtwoord", "db.hasło"],
      "db.密码",
    ].map((name) => `generic-password ${name}`),
  },
  {
    title: "properties whose keys are not English",
    path: "srv/app/acceso.properties",
    text: utf8(
      "Contraseña=«<password>»\nПароль=«<password>»\nDB_SENHA=«<password>»\nlogin.password=Contraseña\nheslo=Heslo\n",
    ),
    finds: [P, P, P],
  },
  {
    title: "code whose names are not English",
    path: "srv/app/acesso.php",
    text: raw`$mot_de_passe = '«<password>»';
define('BD_SENHA', '«<password>»');
$lang['kennwort'] = 'Kennwort'; 'mot_de_passe' => 'Mot de passe', $senha = md5($senha1);
`,
    finds: [P, P],
  },
  {
    title: "strings without escapes",
    path: "srv/app/raw.rb",
    text: raw`PASSWORD = %q{«<password>»}
my $password = q(«<password>»);
local password = [[«<password>»]]
JWT_SECRET = """«<alnum:40>»"""
let api_secret = {|«<alnum:40>»|}
password => Sensitive('«<password>»'),
HELP = %q{password: of the user}; password = q{}; tokens = [[1, 2], [3]]; password = """"""; secret = {|x| x}
`,
    finds: [P, P, P, S, S, P],
  },
  {
    title: "several passwords of one name",
    path: "srv/app/users.py",
    text: raw`ADMIN_PASSWORDS = ["«<password>»", '«<password>»']
passwords: string[] = ["«<password>»"]
PASSWORDS=("«<password>»" "«<password>»")
PASSWORDS = ["password", "letmein", "qwerty"]
passwords = [first, second]
`,
    finds: [P, P, P, P, P],
  },
  {
    title: "tags that make another value",
    path: "srv/stack.yml",
    text: raw`Properties:
  MasterUserPassword: !Ref DbPassword1
  Secret: !GetAtt AppSecret1.Arn
  ClientSecret: !FindInMap [Env, Prod1, ClientSecret]
  password: !secret db_password1
  AdminPassword: !unsafe «<password>»
  RootPassword: !!str «<password>»
  OtherPassword: «<password>»
`,
    finds: [P, P, P],
  },
  {
    title: "when Ansible sets a password",
    path: "srv/tasks.yml",
    text: "- user:\n    update_password: on_create\n- mysql_user: {update_password: always}\n- user:\n    password: «<password>»\n",
    finds: [P],
  },
  {
    title: "a key of GnuPG that git signs with",
    path: "root/.config/git/config",
    text: "[user]\n\tsigningkey = 3AA5C34371567BD2\n[app]\n\tsigningkey = «<alnum:40>»\n",
    finds: [S],
  },
  {
    title: "a bracket that nothing closes",
    path: "srv/app/env.js",
    text: raw`module.exports = { DB_PASSWORD: 'Walnut(7652Harbor', JWT_SECRET: "wal(Nut59" };
const password = "getPassword(user)", token = 'call(name', secret = "<your-secret1";
`.replace(/Walnut\(7652Harbor|wal\(Nut59/g, "«$&»"),
    finds: [P, S],
  },
  {
    title: "one percent sign before two digits",
    path: "etc/app/wlan.conf",
    text: 'network={\n  password="«Walnut%5124Harbor»"\n}\n',
    finds: [P],
  },
  {
    title: "whole values of connection strings and of SQL",
    path: "srv/app/init.conf",
    text: raw`cs: "server=db;uid=app;pwd=«walnut<Harbor88»;SslMode=None"
cs2: "Host=db;Username=app;Password=«Walnut2020>»;Port=5432"
ALTER ROLE app WITH PASSWORD '«sql|Walnut24'harbor»';
`,
    finds: ["database-connection-string-password *", "database-connection-string-password *", "sql-identified-by *"],
  },
  {
    title: "logins of Jetty",
    path: "etc/jetty/realm.properties",
    text: "# user: password, role\nadmin: «<password>», admin\nops: «<password>»\nold: OBF:1u2u1wml1z7s, user\n",
    finds: [P, P],
  },
  {
    title: "logins of a relay without brackets",
    path: "etc/postfix/sasl_passwd",
    text: "smtp.corp.internal ci@corp.internal:«<password>»\n# smtp.corp.internal user:password1\n",
    finds: [P],
  },
  {
    title: "columns of a dump that is packed",
    path: "backup/shop.sql.gz",
    text: "CREATE TABLE users (\n  id int,\n  api_token varchar(80)\n);\nINSERT INTO users VALUES (1,'«<alnum:60>»');\n",
    finds: [S],
  },
  {
    title: "what is handed to kinit, and a credential of WildFly",
    path: "srv/setup.sh",
    text: raw`echo "«<password>»" | kinit svc@CORP
printf '%s\n' '«<password>»' | sudo -S apt update
<credential-reference clear-text="«<password>»"/>
rootpwmodpw «<password>»
echo "$PW" | kinit svc@CORP
<credential-reference clear-text="$PW1"/>
`,
    finds: ["* *", "* *", "* *", "* *"],
  },
];
