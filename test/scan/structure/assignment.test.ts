import { describe, expect, test } from "vitest";
import type { DocumentInfo } from "../../../src/domain/finding.ts";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";

const at = (path: string): DocumentInfo => ({ kind: "file", path });
const values = (text: string, document: DocumentInfo): readonly string[] =>
  scanText(text, document).map(({ span }) => text.slice(span.start, span.end));

const password = expand("<password>", 1);
const token = expand("<alnum:32>", 1);

test.each([
  ["app/.env", `DB_PASSWORD=${password}`],
  ["app/.env", `export DB_PASSWORD='${password}'`],
  ["etc/app.ini", `db_password = ${password} ; the database`],
  ["app/application.properties", `spring.datasource.password=${password}`],
  ["app/config.json", `{"user":"app","password":"${password}","port":1}`],
  ["app/config.yaml", `db:\n  password: ${password}  # prod\n`],
  ["k8s/deploy.yaml", `- name: DB_PASSWORD\n  value: "${password}"\n`],
  ["etc/task.json", `{"name": "DB_PASSWORD", "value": "${password}"}`],
  ["etc/web.config", `<add key="DbPassword" value="${password}" />`],
  ["etc/settings.xml", `<server><password>${password}</password></server>`],
  ["var/www/wp-config.php", `define( 'DB_PASSWORD', '${password}' );`],
  ["app/main.go", `var dbPassword string = "${password}"`],
  ["app/main.ts", `const password: string = "${password}";`],
  ["app/settings.py", `DATABASES = {'default': {'PASSWORD': '${password}'}}`],
  ["Dockerfile", `ENV DB_PASSWORD ${password}`],
  ["etc/apt/auth.conf", `machine apt.corp.internal/debian login ci password ${password}`],
  ["root/.netrc", `default login ci password ${password}`],
  ["root/.netrc", `machine git.corp.internal login ci password ${password}`],
  ["app/.env", `SERVICE_API_KEY=${token}`],
  ["app/main.js", `const client = new Client({ apiKey: "${token}" });`],
  ["app/run.sh", `DB_PASSWORD=${password} ./migrate up\n`],
  ["root/.bash_history", `export DB_PASSWORD=${password} && ./run\n`],
  ["app/run.sh", `export DB_PASSWORD=${password}; ./run\n`],
  ["app/Makefile", `db:\n\tDB_PASSWORD=${password} \\\n\t./run\n`],
  ["app/run.bat", `set DB_PASSWORD=${password} && run.exe\r\n`],
  ["app/main.go", `var jwtSecret = []byte("${token}")\n`],
  ["app/main.go", `password := []byte("${password}")\n`],
  ["app/Login.cs", `var secret = Encoding.UTF8.GetBytes("${token}");\n`],
  ["app/.env", `SECRET_KEY_BASE=${token}\n`],
  ["app/secrets.yml", `production:\n  secret_key_base: ${token}\n`],
  ["app/runtime.exs", `  secret_key_base: "${token}",\n`],
  ["app/ci.yml", `script:\n  - API_TOKEN=${token} npm publish\n`],
])("%s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([text.includes(token) ? token : password]);
});

describe("between bytes that are no text", () => {
  const elf = "\x7fELF\x02\x01\x01\0\0\0";
  test.each([
    ["a program", "bin/app", `${elf}\0usage: app\0DB_PASSWORD=${password}\0\0done\0`],
    ["a core dump", "core.17", `${elf}\0PATH=/bin\0DB_PASSWORD=${password}\0HOME=/\0`],
    ["an environment as a kernel keeps it", "proc/17/environ", `PATH=/bin\0DB_PASSWORD=${password}\0HOME=/\0`],
    ["a file that a program carries", "bin/app", `${elf}\0\ndb_host: db\ndb_password: ${password}\nport: 1\n\0`],
  ])("%s", (_what, path, text) => {
    expect(values(text, at(path))).toEqual([password]);
  });

  // Go keeps its constants in one piece, the shorter ones first.
  test.each([
    "\0Call JulyJuneKILLLEAFLisuNewaPATHPIPEPWD=QUIT7SEGVTERMThai\n\tm=] = ] n=\0",
    "\0nil map\r\nGonePWD=PATH*?[allgallprootitabs9dead is LEAFbase) =  <==GOGC\n\0",
    "\0in mapcould not print passphrase: s3cpto/dsa: invalid public key\0",
    "\0OverheadPRIORITYPacked: ParseIntPasswordPayload:Phags_Pa7Plugins:PodCIDR:Portals;QuantityQuestion\0",
    "\0x\n  password: kEnumerable2Property,\n  host: 1\n\0",
  ])("what stands beside the constant of a program is none: %j", (text) => {
    expect(values(`${elf}${text}`, at("bin/app"))).toEqual([]);
  });
});

test.each([
  ["app/main.js", `session.set(request, "password", "${password}");`],
  ["app/run.json", `["mysql", "--user", "app", "--password", "${password}"]`],
  ["app/pairs.js", `new Map([["password", "${password}"]])`],
  ["app/Main.java", `map.put(\n    "db.password",  "${password}");`],
  ["app/list.py", `["user", "api_token", "${token}"]`],
])("a string behind the name, in a call, a command or a pair: %s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([text.includes(token) ? token : password]);
});

test("each assignment before a command is one", () => {
  const other = expand("<password>", 2);
  const text = `A_PASSWORD=${password} B_PASSWORD=${other} ./run\n`;
  expect(values(text, at("app/run.sh"))).toEqual([password, other]);
});

test("the first word of a sentence is none", () => {
  expect(values("PASSWORD=Enter the password of the shop\n", at("app/texts.env"))).toEqual([]);
});

test.each(["#Walnut24", "Walnut[24]x", "!walnut_2024", "@dmin-h4rbor", "$ecret!walnut7", "*h4rbor*", "%w4lnut"])(
  "a password may begin with the sign of a reference: %s",
  (value) => {
    expect(values(`DB_PASSWORD='${value}'\n`, at("app/.env"))).toEqual([value]);
  },
);

test.each([
  ["app/notes.txt", `Shop API\nAccess Key: ${token}\n`],
  ["app/out.log", `Secret Access Key = "${token}"`],
  ["app/init.txt", `Unseal Key 2: ${token}\n`],
  ["README.md", `your API key: ${token}`],
  ["app/.env", `AZURE_DEVOPS_EXT_PAT=${token}`],
  ["app/ci.yml", `  REGISTRY_PAT: '${token}'`],
])("a token behind a name of words, or a PAT: %s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([token]);
});

test.each([
  ["app/notes.txt", "Access Key: see-the-vault-entry-of-the-shop"],
  ["app/notes.txt", "API key: https://vault.corp.internal/ui/vault/secrets"],
  ["app/ci.yml", "  FILE_PAT: '**/*.properties.example'"],
  ["etc/nginx/site.conf", "  fastcgi_pass unix:/run/php/php7.4-fpm.sock;"],
  ["app/.env", "DB_PASSWORD=%DB_PASSWORD%"],
  ["app/.env", "DB_PASSWORD=@db.password@"],
  ["app/.env", "DB_PASSWORD=$DB_PASSWORD_2"],
  ["app/ci.yml", "password: !vault"],
  ["app/ci.yml", "password: *default_password"],
  ["app/rules.php", "'password' => 'required|string|min:8|confirmed',"],
  ["app/rules.php", "'password' => 'nullable|regex:/^[a-z]+$/|max:255',"],
  ["app/six.py", 'MovedAttribute("HTTPPasswordMgr", "urllib2", "urllib.request"),'],
  ["app/volume.py", "'secret': 'V1SecretVolumeSource',"],
  ["app/Types.pm", "'Passphrase' => 'ONVIF::Types::Dot11PSKPassphrase',"],
  ["app/crack", "pw = res[start_pos:end_pos]"],
  ["app/probe.php", "$url = 'http://'.$ip.'/cgi-bin/system?USER=Admin&PWD=123456&SYSTEM_INFO';"],
  ["app/setup.sh", `SERVICE_PASSWORD=${"$"}{SERVICE_PASSWORD:-$OS_PASSWORD}`],
  ["app/form.tt2", '<input name="action_setpasswd" value="[%|loc%]Submit[%END%]" />'],
  ["app/ca.json", '{"signing_key": "awskms:key-id=be468355-ca7a-40d9-a28b-8ae1c4c7f936"}'],
  ["app/brush.gih", "pw=\xffop7\xffli3\xffle2\xfflf0\xffmg2"],
  ["app/keys.js", "deleteSecret = gKeyList[keyList[0]].secretAvailable"],
  ["app/valid.js", "VALID_SECRET: /^[0-9a-f]{64}$/"],
  ["app/flags.json", '{"BAD_PASSPHRASE": "0x00001000"}'],
  ["app/flags.json", '{"flag_pw": {"unicode": "1f1f5-1f1fc", "shortname": ":flag_pw:"}}'],
  [".github/workflows/ci.yml", "jobs:\n  ci-pass:\n    runs-on: ubuntu-22.04\n"],
  ["app/setup", "$root_password = <$fh>;"],
  ["app/setup", '    "prompt-for-dba-password" => "package=s",'],
  ["app/setup.conf", "amavis_auth_pass = undef;"],
  ["app/classes.inc", '"passwordMethodsmd5" => "include/password-methods/class_password-methods-smd5.inc",'],
  ["app/site.properties", "toolbox.toggleHost.key=CmdOrCtrl+Shift+D"],
  ["etc/postfix/main.cf", "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd2"],
  ["etc/pgbouncer.ini", "shop = dbname= host= port= user= password= auth_user="],
  ["app/database.yml.template", "production:\n  password: _DBC_DBPASS_\n"],
  ["app/policy.yaml", 'os-admin-password: "rule:project_member_or_admin"'],
  ["app/app.ts", "const secret = await jose.generateSecret('HS256');"],
  ["app/files.reg", 's:4:"name";s:18:"lib/Passphrase.php";s:6:"md5sum";s:4:"role";'],
  ["app/main.go", 'password = []string{"walnut-2024"}'],
  ["app/pod.yaml", `    checksum/secret: ${expand("<hex:64>", 5)}`],
  ["app/pod.tpl", `  checksum/app-secret: "${expand("<hex:64>", 5)}"`],
  ["app/set.py", 'line = "user:password=%s:%s"'],
  ["app/forms.py", 'password_field = fields["password"] = "new_password1"'],
  ["app/template.yaml", "password: '{$JENKINS.API.TOKEN}'"],
  ["app/ja.json", Buffer.from('"wrong-password": "パスワードが違います。$1回です"').toString("latin1")],
  ["app/en.json", '"account-password-domain": "$1@$2"'],
  ["app/embed.min.js", `d.querySelectorAll('iframe[data-secret="'+t.secret+'"]')`],
  ["app/embed.min.js", 't.src+="#?secret="+r,t.setAttribute("data-secret",r)'],
  ["app/ldap.hrl", "newPasswd = asn1_NOVALUE})."],
  ["app/words.js", 'var common = ["qwerty", "password", "passw0rd"];'],
  ["app/app.js.map", '"webpack://app/./src/fn/generators/password.js","webpack://app/./src/json-2020-12/x.js"'],
  ["app/charset.js", "packet.write('native_password', 'latin1');"],
  ["app/dms.json", '"SecretId": "arn:aws:secretsmanager:us-east-1:012345678901:secret:myuser/ALL.SOURCE.12-0123456"'],
  ["app/brute.conf", "target = /login.php:user=^USER^&pass=^PASS^:incorrect"],
  ["usr/bin/tool", "could not read password: %vcrypto/hmac: hash function"],
  ["usr/bin/tool", 'PasswordEprotobuf:"bytes,2,opt,name=password,proto3"'],
  ["usr/bin/tool", 'PasswordEnabledejson:"passwordenabled,omitempty"'],
  ["etc/server.conf", "# TLSCipherPSK=NONE:+VERS-TLS1.2:+ECDHE-PSK:+PSK:+AES-128-GCM:+AEAD"],
  ["usr/bin/fetch", "args['password'] = netrc_auth[2]"],
  ["app/nl.properties", "PASSWORD_COLON_=Wachtwoord\\:"],
])("quiet on %s: %s (a title, a pattern, a reference)", (path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

test.each([
  ["app/.env", "DB_PASSWORD=\u0024{DB_PASSWORD}"],
  ["app/.env", "DB_PASSWORD="],
  ["app/.env", "DB_PASSWORD=<password>"],
  ["app/.env", "DB_PASSWORD=changeme"],
  ["app/.env", "DB_PASSWORD_FILE=/run/secrets/db"],
  ["app/config.yaml", "password: {{ .Values.password }}"],
  ["app/config.yaml", "api_key: !Ref ApiKey"],
  ["app/settings.py", "SECRET_KEY = os.environ['SECRET_KEY']"],
  ["app/main.js", "const token = await getToken();"],
  ["app/main.js", "if (password === confirmPassword) {"],
  ["app/main.ts", "password: string;"],
  ["app/main.js", 'label: { password: "Password" }'],
  ["app/main.py", "max_tokens = 4096"],
  ["app/main.py", 'token_url = "https://auth.corp.internal/oauth/token"'],
  ["app/main.py", 'secret_name = "my-app-database-credentials"'],
  ["README.md", "The password: must be at least eight characters"],
  ["app/pkg.json", '"public_key": "3f7a9c1e5b2d4860a1c3e5f7091b2d4f"'],
])("quiet on %s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

const app = Array.from({ length: 4 }, (_, group) => expand("<lower:16>", 7).slice(4 * group, 4 * group + 4)).join(" ");
test.each([
  ["app/.env", `EMAIL_HOST_PASSWORD=${app}`, app, "medium"],
  ["app/.env", `EMAIL_HOST_PASSWORD="${app}"`, app, "medium"],
  ["app/settings.py", `EMAIL_HOST_PASSWORD = '${app}'`, app, "medium"],
  ["app/mail.yml", `smtp_password: ${app}`, app, "medium"],
  ["app/.env", 'DB_PASSWORD="Blue Walnut 42!"', "Blue Walnut 42!", "low"],
  ["app/db.yml", "password: 'Blue Walnut 42!'", "Blue Walnut 42!", "low"],
])("a password may be written with spaces: %s: %s", (path, text, value, confidence) => {
  expect(values(text, at(path))).toEqual([value]);
  expect(scanText(text, at(path))[0]).toMatchObject({ confidence });
});

test("an app password is one with its spaces and without", () => {
  const [spaced] = scanText(`MAIL_PASSWORD=${app}`, at("app/.env"));
  const [joined] = scanText(`MAIL_PASSWORD=${app.replaceAll(" ", "")}`, at("app/.env"));
  expect(spaced?.fingerprint).toBe(joined?.fingerprint);
});

test.each([
  ["app/.env", "DB_PASSWORD=Blue Walnut 42!"],
  ["app/texts.yml", 'password: "Enter your password 2!"'],
  ["app/texts.yml", 'password: "Step 2 of 3!"'],
  ["app/texts.yml", 'password: "must have 8 characters"'],
  ["app/texts.yml", "password: make sure that this"],
  ["app/run.sh", 'DB_PASSWORD="$PREFIX walnut 3!"'],
  ["app/main.js", 'const password = "Blue Walnut 42!";'],
])("a label or a sentence is none: %s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

test.each([
  ["app/token.json", (long: string) => `{"refresh_token":"${long}"}`],
  ["app/.env", (long: string) => `REFRESH_TOKEN=${long}\n`],
])("a token of 1,200 characters is read in settings: %s", (path, text) => {
  const long = expand("<alnum:1200>", 6);
  expect(values(text(long), at(path))).toEqual([long]);
});

test.each([
  ["app/settings.py", 'DB_PASSWORD = "harbormaster"'],
  ["app/.env", "DB_PASSWORD=harbormaster"],
  ["usr/share/app/app.conf", "password = harbormaster"],
])("a word is a password in settings, with low confidence and the reason: %s", (path, text) => {
  const [found] = scanText(text, at(path));
  expect(found).toMatchObject({
    confidence: "low",
    reasons: ["name says password", expect.stringMatching(/^a word, /)],
  });
});

test.each([
  ["app/labels.py", 'password = "harbormaster"'],
  ["README.md", "password = harbormaster"],
  ["app/lang/de.php", '"password" => "Kennwort",'],
  ["app/mk/Makefile", "openssl rsa -passin pass:$(PASSWORD_CA) -passout pass:$(PASSWORD_CA)"],
  ["app/db.py", "def connect(host, user=None, password=None):\n    open(host, user=user, password=password)\n"],
  ["app/db.py", "run(host=host, user=user, password=become_password)\n"],
  ["app/main.js", "if(host=e.host,user=e.user,password=P.priv_password)):re.credentials.community=P.sn"],
])("a word elsewhere is none: %s: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

test.each([
  ["app/cells.c", "M_UINT(Cell, H_PRIO, 2, &hf_servingneighbourcellmeasurementreports),"],
  ["app/out.log", `logged in with glpat-${expand("<alnum:20>", 3)}****`],
  ["app/index.html", `<img src="/assets/glpat-${expand("<alnum:20>", 3)}.png">`],
])("what only begins like a token of a vendor is none: %s", (path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

test("what an ENV or an ARG of an image holds is a setting", () => {
  expect(values(`NPM_PASSWORD=${password}`, { kind: "env", path: "Env[NPM_PASSWORD]" })).toEqual([password]);
  const line = `|1 DB_PASSWORD=${password} /bin/sh -c make # buildkit`;
  expect(values(line, { kind: "history", path: "history[3]" })).toEqual([password]);
});

describe("a log", () => {
  test.each([
    `2026-01-02 INFO connecting with password=${password}\n`,
    `2026-01-02 DEBUG POST /login {"user":"ci","password":"${password}"}\n`,
    `2026-01-02 DEBUG headers={Authorization=[Bearer ${token}]}\n`,
    `2026-01-02 INFO api_key=${token} ok\n`,
  ])("tells what programs were given: %j", (text) => {
    const found = scanText(text, at("var/log/app.log"));
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      text.includes(token) ? token : password,
    ]);
    expect(found[0]).toMatchObject({ confidence: "medium" });
  });

  test.each([
    "Failed password for root from 10.0.0.1 port 22 ssh2\n",
    "password: incorrect\nsecret: loaded\ntoken=refreshed\n",
    "password=*** token=[REDACTED] secret=<hidden>\n",
  ])("quiet on %j", (text) => {
    expect(values(text, at("var/log/auth.log.1"))).toEqual([]);
  });
});

test.each([
  ["the type of a field", "app/model.py", 'openapi_types = {"image_pull_secrets": "list[V1LocalObjectReference]"}\n'],
  ["a class", "app/run.py", 'types = {"secret": "k8s_min.EnvVarSource"}\n'],
  ["the tag of a field of Go", "app/tags", 'Password:"bytes,2,opt,name=password,proto3" json:"password"\n'],
  ["the format of a message", "app/texts", "could not read passphrase: %vcrypto9\n"],
  [
    "the key of another value",
    "app/plan.go",
    'm := map[string]string{"master_auth.0.password": "master_auth.0.username"}\n',
  ],
  [
    "a word in Japanese",
    "app/ja.yml",
    Buffer.from("ja:\n  password: \u30d1\u30b9\u30ef\u30fc\u30c91\n").toString("latin1"),
  ],
  ["words between escaped spaces", "app/fr.properties", "login.password=Mot\\u00A0de\\u00A0passe\\u00A0:\n"],
  ["a title", "app/ui.properties", "PASSWORD_COLON_=&Password1\\:\n"],
  ["the name of a shape", "app/service.json", '{"AdminPassword": {"shape": "XmlStringMaxLen256"}}\n'],
  [
    "a value that a CI has encrypted",
    "app/.travis.yml",
    `deploy:\n  password:\n    secure: "${expand("<b64:171>=", 1)}"\n`,
  ],
  [
    "a word for a value",
    "app/run.sh",
    "docker login --username=DOCKER_USER --password=DOCKER_PASSWORD r.corp.internal\n",
  ],
])("%s is no secret", (_what, path, text) => {
  expect(values(text, at(path))).toEqual([]);
});

test("bytes that are no text are no password", () => {
  expect(values("\x12foo:bar\0 http://ci:50rm\0\0\0rs\0@1.2.3.4/x", at("app/test.cpython-312.pyc"))).toEqual([]);
});

test("a section in a block of YAML does not hide what stands below it", () => {
  const text = `config: |\n  [db]\n  user = shop\nsecret_key: |-\n  ${token}\npasswords:\n  - ${password}\n`;
  expect(values(text, at("app/values.yml"))).toEqual([token, password]);
});

test.each([
  ["env", "Env[JAVA_OPTS]", `JAVA_OPTS=-Dspring.datasource.password=${password} -Xmx1g`],
  ["env", "Env[ARGS]", `ARGS=--user ci DB_PASSWORD=${password} --verbose`],
  ["label", "Labels[run]", `run=docker run -e DB_PASSWORD=${password} shop`],
  ["env", "Env[DB_PASSWORD]", `DB_PASSWORD=${password}`],
] as const)("what a command in a variable or a label is given: %s %s", (kind, path, text) => {
  expect(values(text, { kind, path })).toEqual([password]);
});

test("the password of a basic login is the secret that it is alone", () => {
  const basic = Buffer.from(`ci:${password}`).toString("base64");
  const text = `DB_PASSWORD=${password}\n_auth=${basic}\nAuthorization: Basic ${basic}\n`;
  expect(new Set(scanText(text, at("root/.npmrc")).map((found) => found.fingerprint)).size).toBe(1);
});
