import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** Settings of services, and commands of every day. */
export const SERVICES: readonly FormatCase[] = [
  {
    title: "mail: postfix, msmtp, mutt, dovecot",
    path: "etc/postfix/sasl_passwd",
    text: raw`[smtp.corp.internal]:587 ci@corp.internal:«<password>»
account default
user ci
password «<password>»
set imap_pass="«<password>»"
set smtp_pass = '«<password>»'
alice:{PLAIN}«<password>»:1000:1000::/home/alice
`,
    finds: Array.from({ length: 5 }, () => "* *"),
  },
  {
    title: "haproxy, squid, nginx",
    path: "etc/haproxy/haproxy.cfg",
    text: raw`userlist ops
  user admin insecure-password «<password>»
  user ci password «$6$<alnum:8>$<alnum:86>»
  stats auth admin:«<password>»
cache_peer proxy.corp parent 3128 0 login=ci:«<password>»
proxy_set_header Authorization "Basic «login|<password>»";
`,
    finds: ["* *", "password-hash *", "* *", "* *", "authorization-basic *"],
  },
  {
    title: "vpn: ipsec.secrets, chap-secrets",
    path: "etc/ipsec.secrets",
    text: raw`10.0.0.1 %any : PSK "«<password>»"
alice : EAP "«<password>»"
: RSA key.pem
: XAUTH '«<password>»'
`,
    finds: Array.from({ length: 3 }, () => "* *"),
  },
  {
    title: "prometheus, alertmanager, elastic",
    path: "etc/prometheus/prometheus.yml",
    text: raw`global:
  smtp_auth_password: '«<password>»'
scrape_configs:
  - job_name: app
    basic_auth:
      username: ci
      password: «<password>»
    bearer_token: «<alnum:40>»
    authorization:
      credentials: «<alnum:40>»
    password_file: /etc/pw
output.elasticsearch:
  username: elastic
  password: "«<password>»"
`,
    finds: [
      "generic-password global.smtp_auth_password",
      "generic-password scrape_configs.basic_auth.password",
      "generic-secret scrape_configs.bearer_token",
      "generic-secret scrape_configs.authorization.credentials",
      "generic-password output.elasticsearch.password",
    ],
  },
  {
    title: "terraform: tfvars and variables",
    path: "infra/main.tf",
    text: raw`db_password = "«<password>»"
variable "admin_password" {
  type        = string
  description = "the password"
  default     = "«<password>»"
}
resource "aws_db_instance" "shop" {
  password = var.db_password
  master_password = "«<password>»"
}
`,
    finds: ["generic-password db_password", "generic-password *", "generic-password *"],
  },
  {
    title: "cloudformation, kustomize",
    path: "infra/stack.yaml",
    text: raw`Parameters:
  DbPassword:
    Type: String
    Default: «<password>»
Resources:
  Db:
    Properties:
      MasterUserPassword: «<password>»
      Password: !Ref DbPassword
secretGenerator:
  - name: db
    literals:
      - password=«<password>»
      - user=app
`,
    finds: ["generic-password Parameters.DbPassword", "* *", "generic-password *"],
  },
  {
    title: "windows: unattend.xml, registry",
    path: "srv/unattend.xml",
    text: raw`<unattend>
  <UserAccounts>
    <AdministratorPassword><Value>«<password>»</Value><PlainText>true</PlainText></AdministratorPassword>
  </UserAccounts>
  <AutoLogon><Username>admin</Username><Password><Value>«<password>»</Value></Password></AutoLogon>
</unattend>
`,
    finds: ["windows-unattend-password *", "generic-password *"],
  },
  {
    title: "subversion, svnserve, registry file",
    path: "root/.subversion/auth/svn.simple/1f",
    text: raw`K 8
passtype
V 6
simple
K 8
password
V 12
«<password>»
K 15
svn:realmstring
V 20
<https://svn.corp> R
END
`,
    finds: ["* *"],
  },
  {
    title: "php applications",
    path: "srv/www/configuration.php",
    text: raw`<?php
public $password = '«<password>»';
public $secret = '«<alnum:16>»';
$cfg['Servers'][$i]['password'] = '«<password>»';
$databases['default']['default'] = array ('username' => 'app', 'password' => '«<password>»', 'host' => 'db');
$settings['hash_salt'] = '«<b64url:74>»';
return ['crypt' => ['key' => ''], 'db' => ['password' => '«<password>»']];
`,
    finds: Array.from({ length: 6 }, () => "* *"),
  },
  {
    title: "commands with passwords",
    path: "srv/run.sh",
    text: raw`#!/bin/sh
sudo -S true <<< "«<password>»"
zip -P «<password>» x.zip a b
unzip -P «<password>» x.zip
7z x -p«<password>» x.7z
openssl enc -aes-256-cbc -k «<password>» -in a -out b
openssl pkcs12 -export -passout pass:«<password>» -out x.p12
gpg --batch --passphrase «<password>» -d x.gpg
mysqladmin -u root password '«<password>»'
mosquitto_pub -h mq -u ci -P «<password>» -t a -m b
snmpwalk -v3 -u ops -A «<password>» -X «<password>» h
xfreerdp /v:h /u:ci /p:«<password>»
nmcli dev wifi connect office password «<password>»
java -Ddb.password=«<password>» -jar app.jar
mvn deploy -Dpassword=«<password>»
twine upload -u ci -p «<password>» dist/x.whl
helm repo add corp https://h --username ci --password «<password>»
argocd login h --username ci --password «<password>»
oc login h -u ci -p «<password>»
kubectl config set-credentials ci --username=ci --password=«<password>»
ssh-keygen -t ed25519 -N "«<password>»" -f key
wget --header="Authorization: Bearer «<alnum:40>»" https://h/x
http POST https://h/x Authorization:"Bearer «<alnum:40>»"
lftp -e "open -u ci,«<password>» ftp://h; mirror a b"
useradd -m -p "$(openssl passwd -6 «<password>»)" ci
mkdir -p /srv/app
cp -p a b
ssh -p 2222 h
docker run -p 80:80 -e POSTGRES_PASSWORD=«<password>» postgres
podman run --env MYSQL_ROOT_PASSWORD='«<password>»' mysql
redis-server --requirepass «<password>»
pg_dump "host=db user=app password=«<password>» dbname=shop"
createuser -P app
`,
    finds: Array.from({ length: 29 }, () => "* *"),
  },
  {
    title: "node, python and go calls with options",
    path: "srv/app/calls.ts",
    text: raw`const client = new Client({ node: "https://es", auth: { username: "elastic", password: "«<password>»" } });
await page.type("#password", "«<password>»");
axios.post(url, {}, { auth: { username: "ci", password: "«<password>»" } });
const jwtToken = jwt.sign({ id }, "«<alnum:32>»");
app.use(session({ secret: "«<alnum:24>»", resave: false }));
const hmac = createHmac("sha256", "«<alnum:32>»");
headers: { "X-Api-Key": "«<alnum:32>»", Authorization: "Bearer «<alnum:40>»" },
const conn = "mongodb://app:«<password>»@db.corp.internal/shop";
const t = i18n.t("password"); const name = "password-input"; const x = { type: "password" };
`,
    finds: Array.from({ length: 9 }, () => "* *"),
  },
];
