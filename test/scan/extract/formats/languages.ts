import type { FormatCase } from "./format-case.ts";

const { raw } = String;
const P = "generic-password *";
const S = "generic-secret *";

const one = (path: string, text: string, finds: readonly string[]): FormatCase => ({ title: path, path, text, finds });

/** Writings that only some languages have, and calls that take a secret by its place; each beside what is none. */
export const LANGUAGES: readonly FormatCase[] = [
  one(
    "srv/app/lock.c",
    raw`char secret[] = "«<alnum:32>»";
static const char password[64] = "«<password>»";
#define DB_PASSWORD "«<password>»"
if (strcmp(password, "«<password>»") == 0) return 1;
mysql_real_connect(&m, "db", "app", "«<password>»", "shop", 0, NULL, 0);
if (strcmp(name, "password") == 0) return 2;
static const char *const token_names[] = { "TOKEN_EOF", "TOKEN_NUMBER2" };
char password[128]; char token[] = ""; {"password", required_argument, NULL, 'p'},
mysql_real_connect(&m, host, user, pass, db, 0, NULL, 0);
`,
    [S, P, P, P, P],
  ),
  one(
    "srv/app/lock.cpp",
    raw`std::string password{"«<password>»"};
QString pwd = QStringLiteral("«<password>»");
WiFi.begin("office", "«<password>»");
std::string token{"identifier"}; std::string password{}; auto secret{get_secret("db2")}; WiFi.begin(ssid, password);
`,
    [P, P, P],
  ),
  one(
    "srv/app/main.go",
    raw`mac := hmac.New(sha256.New, []byte("«<alnum:32>»"))
auth := smtp.PlainAuth("", "ci@corp.internal", "«<password>»", "smtp.corp.internal")
store := sessions.NewCookieStore([]byte("«<alnum:32>»"))
block, err := aes.NewCipher([]byte("«<alnum:32>»"))
mac := hmac.New(sha256.New, []byte(secret)); smtp.PlainAuth("", user, password, host); aes.NewCipher([]byte(key1))
`,
    [S, P, S, S],
  ),
  one(
    "srv/app/Login.vb",
    raw`Dim password As String = "«<password>»"
Const API_KEY As String = "«<alnum:32>»"
Dim token As String = GetToken("a1") : Const TOKEN_NAME As String = "AccessTokenName"
`,
    [P, S],
  ),
  one("srv/app/load.r", raw`api_key <- "«<alnum:32>»"${"\n"}token <- "identifier"; password <- NULL${"\n"}`, [S]),
  one(
    "srv/app/sys.erl",
    raw`[{rabbit, [{default_user, <<"ci">>}, {default_pass, <<"«<password>»">>}]}].
-define(SECRET, "«<alnum:32>»").
{password, "«<password>»"}.
{password, undefined}. {default_pass, <<"guest">>}. -define(TOKEN_TYPE, "bearer"). {token, "identifier"}.
`,
    [P, S, P],
  ),
  one("srv/app/Db.scala", raw`val m = Map("db.password" -> "«<password>»", "user" -> "ci")${"\n"}`, [P]),
  one("srv/app/Db.kt", raw`val m = mapOf("password" to "«<password>»", "label" to "password")${"\n"}`, [P]),
  one(
    "srv/app/Keys.java",
    raw`ks.load(in, "«<password>»".toCharArray());
kmf.init(ks, "«<password>»".toCharArray());
String digits = new String("0123456789abcdef".toCharArray()); ks.load(in, password.toCharArray());
`,
    [P, P],
  ),
  one(
    "srv/app/app.rb",
    raw`config.pepper = '«<hex:128>»'
set :session_secret, '«<hex:64>»'
OpenSSL::HMAC.hexdigest('SHA256', '«<alnum:32>»', data)
validates :password, presence: true; config.pepper = ENV['PEPPER']
`,
    [S, S, S],
  ),
  one(
    "srv/app/app.php",
    raw`<?php
$r = openssl_encrypt($d, 'aes-256-cbc', '«<alnum:32>»', 0, $iv);
$t = JWT::encode($p, '«<alnum:32>»', 'HS256');
$o = 'a:1:{s:8:"password";s:12:"«<password>»";}';
openssl_encrypt($d, 'aes-256-cbc', $key, 0, $iv); JWT::encode($payload, $key, 'HS256');
`,
    [S, S, P],
  ),
  one(
    "srv/app/app.py",
    raw`password = ("«<password>»")
hmac.new(b"«<alnum:32>»", msg, hashlib.sha256)
SECRET_KEY = "«<password>»"
token = ("access_token2" if x else "refresh_token2"); hmac.new(key, msg, hashlib.sha256)
`,
    [P, S, S],
  ),
  one(
    "srv/app/core.rs",
    raw`let key = EncodingKey::from_secret("«<alnum:32>»".as_ref());${"\n"}EncodingKey::from_secret(secret.as_ref())${"\n"}`,
    [S],
  ),
  {
    title: "login beside others in one line of JAAS",
    path: "etc/kafka/broker.conf",
    text: raw`KafkaServer { org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="«<password>»" user_admin="«<password>»" user_ann="«<password>»"; };
`,
    finds: [P, P, P],
  },
  {
    title: "what Compose falls back on",
    path: "srv/docker-compose.yml",
    text: raw`services:
  db:
    environment:
      - DB_PASSWORD=${"$"}{PW:-«<password>»}
      - OTHER_PASSWORD=${"$"}{PW:?password is required}
      - THIRD_PASSWORD=${"$"}{PW:-}
`,
    finds: [P],
  },
  {
    title: "fish, Redis and nginx",
    path: "etc/app/notes.conf",
    text: raw`set -gx DB_PASSWORD «<password>»
CONFIG SET requirepass «<password>»
proxy_set_header X-Api-Key «<alnum:32>»;
proxy_set_header X-Api-Key $api_key;
`,
    finds: [P, P, S],
  },
];
