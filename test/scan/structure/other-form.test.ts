import { describe, expect, test } from "vitest";
import type { DocumentInfo, Finding } from "../../../src/domain/finding.ts";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";

const at = (path: string): DocumentInfo => ({ kind: "file", path });
const values = (text: string, document: DocumentInfo): readonly string[] =>
  scanText(text, document).map(({ span }) => text.slice(span.start, span.end));

const password = expand("<password>", 4);
const token = expand("<alnum:40>", 4);

describe("a secret that is not assigned to its name", () => {
  test.each([
    // esmtprc(5), msmtp: a name, a space, a quoted string.
    ["root/.esmtprc", `hostname smtp.corp.internal:587\nusername "ci"\npassword "${password}"\nstarttls required\n`],
    // Gradle's PasswordCredentials in the Groovy DSL.
    ["app/build.gradle", `credentials {\n    username 'ci'\n    password '${password}'\n}\n`],
    ["app/resource.rb", `user "app" do\n  password "${password}"\nend\n`],
    ["app/users.sql", `ALTER USER app PASSWORD '${password}';\n`],
    // redis.conf, muttrc, a chat client.
    ["etc/redis.conf", `port 6379\nrequirepass ${password}\n`],
    ["root/.muttrc", `set imap_pass "${password}"\n`],
    ["etc/app.conf", `api_key ${token}\n`],
    ["app/login.py", `if user == "root" and password == "${password}":\n    pass\n`],
    ["app/Login.java", `if (password.equals("${password}")) {\n`],
    // PowerShell, keytool, openssl.
    ["app/connect.ps1", `Connect-VIServer -Server vc -User adm -Password ${password}\n`],
    ["app/build.sh", `keytool -genkey -alias a -storepass ${password} -keypass ${password}\n`],
    ["app/build.sh", `openssl rsa -in k.pem -passin pass:${password} -out k2.pem\n`],
    ["app/run.bat", `psexec \\\\host -u CORP\\deploy -p ${password} cmd\n`],
    ["app/send.py", `server.login("ci@corp.internal", "${password}")\n`],
    ["app/get.py", `requests.get(url, auth=("ci", "${password}"))\n`],
    ["app/get.py", `HTTPBasicAuth("ci", "${password}")\n`],
    ["app/Db.java", `DriverManager.getConnection("jdbc:h2:~/t", "sa", "${password}");\n`],
    ["app/Mail.cs", `smtp.Credentials = new NetworkCredential("ci@corp.internal", "${password}");\n`],
    ["app/main.go", `req.SetBasicAuth("ci", "${password}")\n`],
    ["app/db.php", `$db = new mysqli("db.corp.internal", "shop", "${password}", "shop");\n`],
    ["app/db.php", `$db = new PDO($dsn, 'shop', '${password}');\n`],
    ["app/db.py", `MySQLdb.connect("db.corp.internal", "shop", "${password}", "shop")\n`],
    ["app/db.py", `conn = pymysql.connect('db', 'shop', '${password}', 'shop')\n`],
    ["app/db.php", `mysql_connect("db.corp.internal", "shop", "${password}");\n`],
    ["app/db.js", `new Sequelize('shop', 'app', '${password}', { dialect: 'mysql' })\n`],
    ["app/graph.js", `neo4j.driver(url, neo4j.auth.basic("neo4j", "${password}"))\n`],
    ["app/queue.py", `pika.PlainCredentials('shop', '${password}')\n`],
    ["app/wide.py", `PlainTextAuthProvider('shop', '${password}')\n`],
    ["app/bind.py", `l.simple_bind_s('cn=admin,dc=corp,dc=internal', '${password}')\n`],
    ["app/bind.php", `ldap_bind($c, "uid=ci, ou=people,dc=corp", "${password}");\n`],
    ["app/get.py", `FTP('ftp.corp.internal', 'ci', '${password}')\n`],
    ["app/store.py", `Minio("minio.corp.internal:9000", "shop", "${password}")\n`],
    ["app/start.sh", `echo "the password for admin is '${password}'"\n`],
    ["Dockerfile", `RUN echo "root:${password}" | chpasswd`],
    ["Dockerfile", `RUN echo '${password}' | sudo passwd --stdin app`],
    ["app/ci.sh", `echo ${password} | docker login -u ci --password-stdin r.corp.internal`],
    ["Dockerfile", `RUN htpasswd -bc /etc/nginx/.htpasswd admin ${password}`],
    ["app/init.sh", `mosquitto_passwd -b /etc/mosquitto/pw sensor ${password}`],
    ["app/init.sh", `rabbitmqctl add_user shop ${password}`],
    ["app/init.bat", `net user deploy ${password} /add`],
    ["app/init.ps1", `$s = ConvertTo-SecureString "${password}" -AsPlainText -Force`],
    ["app/app.properties", `url=jdbc:oracle:thin:shop/${password}@//db.corp.internal:1521/x`],
    ["app/.env", `DB_PW=${password}`],
    ["etc/app.ini", `kennwort = ${password}`],
    ["etc/openldap/slapd.conf", `rootdn "cn=admin"\nrootpw ${password}\n`],
    ["var/www/html/wp-config.php", `define( 'DB_PASSWORD', getenv('DB_PASS') ?: '${password}' );\n`],
    ["var/www/html/wp-config.php", `define('DB_PASSWORD', $_ENV['DB_PASS'] ?? '${password}');\n`],
    ["app/notes.txt", `the api key is ${token}\n`],
    ["app/main.py", `p.add_argument("--password", help="of the shop", default="${password}")\n`],
    ["app/main.py", `subprocess.run(["tool", "--password", "${password}"])\n`],
    ["app/Options.cs", `public string Password { get; set; } = "${password}";\n`],
    ["app/Options.cs", `public string ApiKey { get; private init; } = "${token}";\n`],
    ["app/Login.cs", `var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("${token}"));\n`],
    ["app/ks.cfg", `rootpw --plaintext ${password}\n`],
    ["app/preseed.cfg", `d-i passwd/root-password-again password ${password}\n`],
    ["app/Users.java", `User.withUsername("shop").password("{noop}${password}")\n`],
    ["app/application.yml", `    password: "{noop}${password}"\n`],
    ["app/get.rb", `http.basic_auth 'ci', '${password}'\n`],
    ["app/core.clj", `(def db {:user "shop" :password "${password}" :port 1})\n`],
    ["app/config.edn", `{:shop {:api-token "${token}" :url "x"}}\n`],
    ["app/core.clj", `(def api-key "${token}")\n`],
    ["app/main.rs", `connect(std::env::var("DB_PASSWORD").unwrap_or("${password}".to_owned()));\n`],
    ["app/Db.kt", `connect(System.getenv("DB_PASSWORD") ?: "${password}")\n`],
    ["app/db.rb", `connect ENV.fetch('DB_PASSWORD') { '${password}' }\n`],
    ["app/Tokens.java", `Algorithm.HMAC256("${token}");\n`],
    ["app/Tokens.java", `Jwts.builder().signWith(SignatureAlgorithm.HS512, "${token}");\n`],
    ["app/Tokens.java", `new SecretKeySpec("${password}".getBytes(), "AES");\n`],
    ["app/main.go", `token.SignedString([]byte("${token}"))\n`],
    ["app/app.js", `CryptoJS.AES.encrypt(text, "${password}");\n`],
    ["app/app.js", `app.use(cookieParser('${token}'));\n`],
    ["app/box.py", `f = Fernet(b'${token}')\n`],
    ["app/Get.java", `new UsernamePasswordCredentials("ci", "${password}");\n`],
    ["app/build.sh", `keytool -importkeystore -srcstorepass ${password} -deststorepass ${password}\n`],
    ["app/settings.py", `SECRET_ACCESS_KEY = config('AWS_SECRET', default='${token}')\n`],
    ["app/settings.py", `EMAIL_PASSWORD = env.str("MAIL", "${password}")\n`],
    ["app/main.rs", `let db_password: Option<String> = Some("${password}".into());\n`],
    ["app/out.log", `connect jdbc:oracle:thin:shop/${password}@//db.corp.internal:1521/x\n`],
    ["var/www/html/wp-config.php", `define('DB_PASSWORD',          '${password}');\n`],
  ])("%s: %s", (path, text) => {
    const expected = text.includes(token) ? token : password;
    expect(new Set(values(text, at(path)))).toEqual(new Set([expected]));
  });

  test.each([
    ["etc/pam.d/common-password", "password required pam_unix.so sha512\npassword\trequisite\tpam_deny.so\n"],
    ["etc/ssh/sshd_config", "PasswordAuthentication no\nPermitEmptyPasswords no\n"],
    ["app/form.js", 'if (password === "" || password == "required") {\n'],
    ["app/form.js", 'if (input.type === "password") login("user", "name");\n'],
    ["app/i18n.js", `auth=("ci", password)\n`],
    ["app/run.sh", "docker run -u 1000 -p 8080:80 app\n"],
    ["app/run.sh", "ps -u root -p 4711\n"],
    ["app/run.sh", "tool -u admin -p $PASSWORD\n"],
    ["app/run.ps1", "Connect-VIServer -User $user -Password $password\n"],
    ["app/run.sh", "openssl rsa -passin env:KEY_PASS -in k\n"],
    ["README.md", "Make sure that the password is \"correct\" or set to 'none'\n"],
    ["app/notes.txt", "password combination.\npassword 3.\n"],
    ["app/router.js", 'app.login("POST", "/api/v1/login")\n'],
    ["app/Db.java", 'DriverManager.getConnection(url, "user", "\u0024{password}");\n'],
    ["app/bind.py", "l.simple_bind_s('cn=admin,dc=corp', password)\n"],
    ["app/db.js", "new Sequelize('shop', 'app', null, { dialect: 'mysql' })\n"],
    ["var/www/html/wp-config.php", "define('DB_PASSWORD', getenv('DB_PASS') ?: '');\n"],
    ["app/notes.txt", "the api key is authentication-required, the access token is invalid_or_expired\n"],
    ["app/init.sh", 'echo "$USER:$PASS" | chpasswd'],
    ["app/init.sh", 'echo "\u0024{PASS}" | docker login --password-stdin r'],
    ["app/init.sh", "htpasswd -c /etc/nginx/.htpasswd admin"],
    ["app/init.sh", "rabbitmqctl add_user shop $PASS"],
    ["app/init.ps1", 'ConvertTo-SecureString "$pass" -AsPlainText'],
    ["app/app.properties", "url=jdbc:oracle:thin:@//db.corp.internal:1521/x"],
    ["app/funcs.txt", "keywords add_user mysql_query mysql_connect change_password cyrus_query"],
    ["app/mime", "application/x-pw:*.pw\n"],
    ["app/prog", `\0\x01\x02 pw="${password}" \0\0`],
    ["app/prog", `\0\x01\x02 password "${password}"\0\0`],
    ["app/run.sh", "wget --use-askpass=COMMAND9 x\n"],
    ["app/main.py", 'p.add_argument("--password", help="see password2 of the docs")\n'],
    ["app/main.py", 'p.add_argument("-p", "--password", type=str, default=os.getenv("PW_1"))\n'],
    ["app/main.py", '@click.option("--password", prompt=True, envvar="DB_PW1")\n'],
    ["app/Login.cs", 'new SymmetricSecurityKey(Encoding.UTF8.GetBytes(config["Jwt:Key1"]));\n'],
    ["app/get.rb", "http.basic_auth 'user', 'pass'\n"],
    ["app/core.clj", '(def token-name "X-Shop-Token")\n{:secret "secret" :password "password"}\n'],
    ["app/Tokens.java", 'Algorithm.HMAC256(secret); Algorithm.HMAC256("secret"); new SecretKeySpec(key, "AES");\n'],
    ["app/main.go", "token.SignedString([]byte(os.Getenv(key1)))\n"],
    ["app/main.rs", 'let password = std::env::var("DB_PASSWORD").unwrap_or("password".to_owned());\n'],
    [
      "app/settings.py",
      "PASSWORD = config('DB_PASSWORD', default='changeme')\nPASSWORD = env('DB_PASSWORD', default=None)\n",
    ],
    ["app/view.py", "password = label('login.title', 'Passwort1')\n"],
    ["app/notes.txt", "the raw: Kb2x9qLm4z and the draw=Kb2x9qLm4z"],
  ])("quiet on %s: %s", (path, text) => {
    expect(values(text, at(path))).toEqual([]);
  });

  test("is said with its user and the reason", () => {
    const [found] = scanText(`req.SetBasicAuth("ci", "${password}")`, at("app/main.go"));
    expect(found).toMatchObject({
      facts: { user: "ci" },
      reasons: ["passed beside a user name"],
      confidence: "medium",
    });
  });
});

describe("a login that code checks by itself", () => {
  test.each([
    ["app/login.py", "if username == 'shop@corp.internal' and password =='seabreeze':\n    pass\n"],
    ["app/login.js", "if (req.body.user === 'bob' && req.body.password === 'seabreeze') next()\n"],
    ["app/login.php", "if ($_POST['login'] == 'bob' && $_POST['pass'] == 'seabreeze') {\n"],
  ])("opens with a word too: %s", (path, text) => {
    expect(values(text, at(path))).toEqual(["seabreeze"]);
    expect(scanText(text, at(path))[0]).toMatchObject({ confidence: "low" });
  });

  test.each([
    ["app/login.py", "if password == 'seabreeze':\n    pass\n"],
    ["app/login.js", "if (user === 'bob' && passwordMode === 'seabreeze') next()\n"],
    ["app/login.js", "if (user === 'bob' && password === 'password') next()\n"],
    ["app/login.js", "if (user.type === 'bob' && pass === '') next()\n"],
  ])("does not without a user or a password: %s: %s", (path, text) => {
    expect(values(text, at(path))).toEqual([]);
  });
});

describe("a common default password", () => {
  const only = (path: string, text: string): Finding | undefined => {
    const found = scanText(text, at(path));
    expect(found.length, text).toBeLessThanOrEqual(1);
    return found[0];
  };

  test.each([
    ["app/data-sources.xml", '<connection host="db.corp.internal" port="1521" user="shop" password="password"/>'],
    ["app/.env", "DB_HOST=db.corp.internal\nDB_USER=root\nDB_PASSWORD=root\n"],
    [
      "var/www/wp-config.php",
      "define('DB_USER', 'admin');\ndefine('DB_PASSWORD', 'admin');\ndefine('DB_HOST', 'mysql');\n",
    ],
    ["root/.esmtprc", 'hostname smtp.corp.internal\nusername "ci"\npassword "secret"\n'],
    ["root/.pgpass", "db.corp.internal:5432:shop:postgres:postgres\n"],
    ["app/app.config", "Server=db.corp.internal;User Id=sa;Password=secret;"],
  ])("counts beside a user and a host, with low confidence: %s", (path, text) => {
    expect(only(path, text)).toMatchObject({ confidence: "low" });
  });

  test.each([
    ["app/.env", "DB_PASSWORD=password\n"],
    ["app/.env", "DB_HOST=db.corp.internal\nDB_USER=root\nDB_PASSWORD=changeme\n"],
    ["app/main.py", 'host = "db.corp.internal"\nuser = "root"\npassword = "password"\n'],
    ["app/notes.txt", 'String host = "db.corp.internal";\nString user = "root";\nString password = "password";\n'],
    ["etc/app.conf", "#host db.corp.internal\n#user: root\n#password: secret\n"],
    ["etc/app.conf", "password=test123,host=example"],
    ["app/oauth.json", '{"client_id": "app", "client_secret": "abc123"}'],
    ["README.md", "host: db.corp.internal\nuser: root\npassword: password\n"],
  ])("is a placeholder elsewhere: %s", (path, text) => {
    expect(only(path, text)).toBeUndefined();
  });
});

describe("a password of small letters", () => {
  const scrambled = "vqzkhrwtlgxbnjpd";
  test("counts in code when nobody can say it", () => {
    expect(values(`const password = "${scrambled}";`, at("app/mail.js"))).toEqual([scrambled]);
    expect(scanText(`MAIL_PASSWORD=${scrambled}`, at("app/.env"))[0]).toMatchObject({ confidence: "high" });
  });

  test.each(["wachtwoordveld", "kontrollfrage", "confirmation", "straightforward"])("%s is a word", (word) => {
    expect(values(`const password = "${word}";`, at("app/mail.js"))).toEqual([]);
  });
});

describe("a value is judged by what it is", () => {
  test("salts that happen to hold a brace or a bracket are no reference", () => {
    const salt = "MkQ1xM(toyA>M%0Vl 2(#o0|2$cB+K|.G$hB~4&Juw@]:(5;oVUl{{W3^e_R-fg=";
    expect(values(`define('SECURE_AUTH_KEY',  '${salt}');`, at("var/www/wp-config.php"))).toEqual([salt]);
  });

  test("what SOPS has encrypted is none", () => {
    expect(
      values("password: ENC[AES256_GCM,data:W3PiZ6lD6bpfAdI=,iv:2qF98ZkchgfWF4tZ=,tag:FzoL=,type:str]", at("a.yaml")),
    ).toEqual([]);
  });

  test("an example with digits is kept with low confidence, one without is not", () => {
    expect(scanText("DB_PASSWORD=ExampleXy4711", at("app/.env"))[0]).toMatchObject({ confidence: "low" });
    expect(values("DB_PASSWORD=example-password", at("app/.env"))).toEqual([]);
  });
});
