import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** Lines of names and values. */
export const SETTINGS: readonly FormatCase[] = [
  {
    title: "env: export, quotes, comments, references",
    path: "srv/app/.env.production",
    text: raw`# database
export DB_HOST=db.corp.internal
export DB_PASSWORD='«<password>»'
SMTP_PASSWORD="«<password>»" # rotated in May
REDIS_PASSWORD=«<password>»
EMPTY_PASSWORD=
OTHER_PASSWORD=${"$"}{DB_PASSWORD}
API_PASSWORD=changeme
STRIPE_API_KEY="«<alnum:32>»"
APP_SECRET=«<hex:32>»
PASSWORD_MIN_LENGTH=12
`,
    finds: [
      "generic-password DB_PASSWORD",
      "generic-password SMTP_PASSWORD",
      "generic-password REDIS_PASSWORD",
      "generic-secret STRIPE_API_KEY",
      "generic-secret APP_SECRET",
    ],
  },
  {
    title: "env: a file inside quotes over many lines",
    path: "srv/app/.env",
    text: raw`CONFIG="
[db]
password = «<password>»
"
`,
    finds: ["generic-password password"],
  },
  {
    title: "ini: sections, comments, percent references",
    path: "etc/app/app.ini",
    text: raw`[database]
type = mysql
; password = change_this
user = app
passwd = «<password>»
password_file = /run/secrets/db
password = %(ENV_PASSWORD)s

[mail]
smtp_pass: «<password>»
secret_key = «<alnum:40>» ; signs sessions
`,
    finds: ["generic-password database.passwd", "generic-password mail.smtp_pass", "* mail.secret_key"],
  },
  {
    title: "grafana.ini: triple quotes around what holds # or ;",
    path: "etc/grafana/grafana.ini",
    text: raw`[security]
admin_user = admin
admin_password = «<password>»

[smtp]
password = """«<password>#;<alnum:4>»"""
[auth.google]
client_secret = «GOCSP-<alnum:20>»
`,
    finds: [
      "generic-password security.admin_password",
      "generic-password smtp.password",
      "generic-secret auth.google.client_secret",
    ],
  },
  {
    title: "properties: three separators, continuations, escapes",
    path: "opt/app/conf/application.properties",
    text: raw`spring.datasource.username=app
spring.datasource.password=«<password>»
spring.mail.password : «<password>»
spring.rabbitmq.password «<password>»
app.jwt.secret=\
    «<alnum:40>»
ssl.keystore.password=«properties|Grün<password>»
management.endpoint.password=${"$"}{MGMT_PASSWORD}
password.encoder=bcrypt
spring.config.password=ENC(<b64:24>)
`,
    finds: [
      "generic-password spring.datasource.password",
      "generic-password spring.mail.password",
      "generic-password spring.rabbitmq.password",
      "generic-secret app.jwt.secret",
      "generic-password ssl.keystore.password",
    ],
  },
  {
    title: "toml: tables, triple quotes, inline tables, literal strings",
    path: "etc/app/config.toml",
    text: raw`[database]
server = "db.corp.internal"
password = '«<password>»'
[session]
secret = """
«<alnum:44>»"""
[mail]
login = { user = "postmaster", password = "«<password>»", tls = true }
[[registry]]
"access.token" = "«<alnum:36>»"
token_lifetime = "1h"
`,
    finds: [
      "generic-password database.password",
      "generic-secret session.secret",
      "generic-password mail.login.password",
      "generic-secret registry.access.token",
    ],
  },
  {
    title: ".my.cnf",
    path: "root/.my.cnf",
    text: raw`[client]
user=root
password="«<password>»"
[mysqldump]
password=«<password>»
`,
    finds: ["generic-password client.password", "generic-password mysqldump.password"],
  },
  {
    title: ".s3cfg and .boto",
    path: "root/.s3cfg",
    text: raw`[default]
access_key = 
access_token =
gpg_passphrase = «<password>»
secret_key = «<b64:40>»
[Credentials]
gs_secret_access_key = «<b64:40>»
`,
    finds: ["generic-password default.gpg_passphrase", "* default.secret_key", "* Credentials.gs_secret_access_key"],
  },
  {
    title: "odbc.ini",
    path: "etc/odbc.ini",
    text: raw`[shop]
Driver = PostgreSQL Unicode
Servername = db.corp.internal
UserName = app
Password = «<password>»
[old]
UID = app
PWD = «<password>»
`,
    finds: ["generic-password shop.Password", "generic-password old.PWD"],
  },
  {
    title: "wpa_supplicant and NetworkManager",
    path: "etc/wpa_supplicant/wpa_supplicant.conf",
    text: raw`network={
    ssid="office"
    psk="«<password><lower:4>»"
    key_mgmt=WPA-PSK
}
network={
    ssid="corp"
    key_mgmt=WPA-EAP
    identity="svc"
    password="«<password>»"
    private_key_passwd="«<password>»"
}
[wifi-security]
psk=«<password><lower:3>»
psk-flags=0
`,
    finds: [
      "* network.psk",
      "generic-password network.password",
      "generic-password network.private_key_passwd",
      "* wifi-security.psk",
    ],
  },
  {
    title: "redis.conf and its ACL",
    path: "etc/redis/redis.conf",
    text: raw`# requirepass foobared
requirepass «<password>»
masterauth «<password>»
user default on nopass ~* +@all
user worker on >«<password>» ~jobs:* +@read
user old on #<hex:64> ~* +@all
`,
    finds: ["generic-password requirepass", "redis-replication-password *", "redis-acl-password *"],
  },
  {
    title: "sssd, ldap.conf, exim, dovecot, freeradius",
    path: "etc/sssd/sssd.conf",
    text: raw`ldap_default_authtok_type = password
ldap_default_authtok = «<password>»
bindpw «<password>»
rootbinddn cn=admin,dc=corp
secret = «<password>»
`,
    finds: ["ldap-bind-password ldap_default_authtok", "generic-password bindpw", "generic-secret secret"],
  },
  {
    title: "JAAS",
    path: "etc/kafka/kafka_server_jaas.conf",
    text: raw`KafkaServer {
    org.apache.kafka.common.security.plain.PlainLoginModule required
    username="admin"
    password="«<password>»"
    user_admin="«<password>»"
    user_alice="«<password>»";
};
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="svc" password="«<password>»";
`,
    finds: [
      "generic-password password",
      "generic-password user_admin",
      "generic-password user_alice",
      "generic-password password",
    ],
  },
  {
    title: "gradle.properties",
    path: "root/.gradle/gradle.properties",
    text: raw`org.gradle.jvmargs=-Xmx2g -Djavax.net.ssl.trustStorePassword=«<password>»
systemProp.http.proxyUser=ci
systemProp.http.proxyPassword=«<password>»
signing.keyId=24875D73
signing.password=«<password>»
mavenCentralPassword=«<alnum:24>»
RELEASE_KEY_PASSWORD=«<password>»
`,
    finds: [
      "generic-password *",
      "generic-password *",
      "generic-password signing.password",
      "generic-password *",
      "generic-password *",
    ],
  },
  {
    title: "tnsnames and sqlnet: no secret; dblink with one",
    path: "etc/oracle/tnsnames.ora",
    text: raw`SHOP = (DESCRIPTION = (ADDRESS = (PROTOCOL = TCP)(HOST = db.corp.internal)(PORT = 1521))
  (CONNECT_DATA = (SERVICE_NAME = shop)))
WALLET_LOCATION = (SOURCE = (METHOD = FILE))
`,
    finds: [],
  },
];
