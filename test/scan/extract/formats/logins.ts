import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** Files whose place says what is a secret: logins, registries, hashes. */
export const LOGINS: readonly FormatCase[] = [
  {
    title: "netrc on one line, on many, default",
    path: "root/.netrc",
    text: raw`machine git.corp.internal login ci password «<password>»
machine api.corp.internal
  login deploy
  password «<alnum:40>»
  account dev
machine ftp.corp.internal
  password «<password>»
  login ftp
default login anonymous password «<password>»
`,
    finds: ["netrc-password *", "netrc-password *", "* *", "netrc-password *"],
  },
  {
    title: "pgpass with escaped colons",
    path: "root/.pgpass",
    text: raw`# host:port:database:user:password
db.corp.internal:5432:shop:app:«<password>»
*:*:*:postgres:«pgpass|<word>:<password>»
db:6000:shop:app:«<password>»
/var/run/postgresql:5432:*:me:«<password>»
`,
    finds: ["pgpass-password *", "pgpass-password *", "generic-password app", "pgpass-password *"],
  },
  {
    title: "netrc of a guest",
    path: "root/.netrc",
    text: raw`machine ftp.corp.internal login anonymous password ci@corp.internal
`,
    finds: [],
  },
  {
    title: "the users of PgBouncer",
    path: "etc/pgbouncer/userlist.txt",
    text: raw`"shop" "«<password>»"
"app" "«md5<hex:32>»"
`,
    finds: ["generic-password shop", "password-hash *"],
  },
  {
    title: "the secrets of pppd",
    path: "etc/ppp/chap-secrets",
    text: raw`# client server secret addresses
"ci" pptpd "«<password>»" *
shop * «<password>»
`,
    finds: ["generic-password ci", "generic-password shop"],
  },
  {
    title: "npmrc",
    path: "root/.npmrc",
    text: raw`registry=https://npm.corp.internal/
//npm.corp.internal/:_authToken=«<uuid>»
//npm2.corp.internal/:_auth="«login|<password>»"
//npm3.corp.internal/:username=ci
//npm3.corp.internal/:_password="«base64|<password>»"
//npm4.corp.internal/:_authToken=${"$"}{NPM_TOKEN}
always-auth=true
`,
    finds: ["npm-legacy-token *", "npm-basic-auth *", "npm-password *"],
  },
  {
    title: "pip.conf and pypirc",
    path: "root/.pypirc",
    text: raw`[global]
index-url = https://ci:«<password>»@pip.corp.internal/simple
extra-index-url = https://${"$"}{USER}:${"$"}{PASS}@pip.corp.internal/simple
[distutils]
index-servers = corp
[corp]
repository = https://pip.corp.internal
username = ci
password = «<password>»
`,
    finds: ["basic-auth-url *", "generic-password corp.password"],
  },
  {
    title: "git-credentials",
    path: "root/.git-credentials",
    text: raw`https://ci:«<password>»@git.corp.internal
https://deploy%40corp:«<password>»@git2.corp.internal:8443
`,
    finds: ["basic-auth-url *", "basic-auth-url *"],
  },
  {
    title: "docker config",
    path: "root/.docker/config.json",
    text: raw`{
  "auths": {
    "r.corp.internal": { "auth": "«login|<password>»" },
    "id.corp.internal": { "auth": "PHRva2VuPjo=", "identitytoken": "«<b64url:60>»" },
    "plain.corp.internal": { "username": "ci", "password": "«<password>»" },
    "helper.corp.internal": {}
  },
  "credsStore": "pass"
}
`,
    finds: ["docker-config-auth *", "docker-config-identity-token *", "generic-password *"],
  },
  {
    title: "dockercfg of old",
    path: "root/.dockercfg",
    text: raw`{"https://index.docker.io/v1/":{"auth":"«login|<password>»","email":"ci@corp.internal"}}`,
    finds: ["docker-config-auth *"],
  },
  {
    title: "htpasswd",
    path: "etc/nginx/.htpasswd",
    text: raw`admin:«$apr1$<alnum:8>$<alnum:22>»
ci:«$2y$05$<alnum:53>»
old:«{SHA}<b64:27>=»
older:«<alnum:13>»
`,
    finds: ["password-hash *", "password-hash *", "htpasswd-sha1 *", "password-hash *"],
  },
  {
    title: "shadow",
    path: "etc/shadow",
    text: raw`root:«$y$j9T$<alnum:22>$<alnum:43>»:19000:0:99999:7:::
daemon:*:19000:0:99999:7:::
sshd:!:19000::::::
app:«$6$<alnum:8>$<alnum:86>»:19000:0:99999:7:::
old:«$1$<alnum:8>$<alnum:22>»:19000:0:99999:7:::
locked:!!:19000::::::
`,
    finds: ["password-hash *", "password-hash *", "password-hash *"],
  },
  {
    title: "terraform state",
    path: "infra/terraform.tfstate",
    text: raw`{
  "version": 4,
  "outputs": {
    "db_password": { "value": "«<password>»", "type": "string", "sensitive": true },
    "admin_login": { "value": "«<password>»", "type": "string", "sensitive": true },
    "url": { "value": "https://shop.corp.internal", "type": "string" }
  },
  "resources": [
    {
      "type": "random_password",
      "instances": [
        { "attributes": { "length": 20, "bcrypt_hash": "«$2a$10$<alnum:53>»", "result": "«<alnum:20>»" } }
      ]
    },
    {
      "type": "aws_db_instance",
      "instances": [
        {
          "attributes": { "master_username": "app", "password": "«<password>»", "manage_master_user_password": null },
          "sensitive_attributes": [[{ "type": "get_attr", "value": "password" }]]
        }
      ]
    }
  ]
}
`,
    finds: ["generic-password *", "generic-password *", "password-hash *", "generic-password *", "generic-password *"],
  },
  {
    title: "kubeconfig",
    path: "root/.kube/config",
    text: raw`apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: <b64:400>
    server: https://k8s.corp.internal:6443
users:
- name: admin
  user:
    client-certificate-data: <b64:400>
    client-key-data: «<pem-base64>»
- name: token
  user:
    token: «<alnum:40>»
- name: basic
  user:
    username: admin
    password: «<password>»
`,
    finds: ["private-key-base64 *", "generic-secret *", "generic-password *"],
  },
  {
    title: "composer auth.json",
    path: "root/.composer/auth.json",
    text: raw`{
    "http-basic": {
        "repo.corp.internal": { "username": "ci", "password": "«<password>»" }
    },
    "bearer": { "repo2.corp.internal": "«<alnum:40>»" },
    "gitlab-token": { "gitlab.corp.internal": "«<alnum:24>»" },
    "github-oauth": { "github.com": "«<hex:40>»" }
}
`,
    finds: ["generic-password *", "generic-secret *", "generic-secret *", "* *"],
  },
  {
    title: "gem, cargo, hub, gh, terraformrc",
    path: "root/.credentials",
    text: raw`---
:rubygems_api_key: «<hex:48>»
[registry]
token = "«<alnum:32>»"
[registries.corp]
token = "Bearer «<alnum:32>»"
github.com:
- user: ci
  oauth_token: «<hex:40>»
  protocol: https
credentials "app.terraform.io" {
  token = "«<alnum:32>»"
}
`,
    finds: ["* rubygems_api_key", "generic-secret registry.token", "* *", "generic-secret *", "generic-secret *"],
  },
  {
    title: "rclone: obscured with the key that all copies share",
    path: "root/.config/rclone/rclone.conf",
    text: raw`[sftp]
type = sftp
host = files.corp.internal
user = ci
pass = «rclone|<password>»
[crypt]
type = crypt
password = «rclone|<password>»
`,
    finds: ["rclone-password *", "rclone-password *"],
  },
  {
    title: "rabbitmq definitions: hashes",
    path: "etc/rabbitmq/definitions.json",
    text: raw`{"users":[{"name":"admin","password_hash":"«<b64:48>»","hashing_algorithm":"rabbit_password_hashing_sha256","tags":["administrator"]}]}`,
    finds: ["rabbitmq-password-hash *"],
  },
  {
    title: "ansible vault",
    path: "ansible/vault.yml",
    text: raw`«$ANSIBLE_VAULT;1.1;AES256
<hex:80>
<hex:80>
<hex:80>
<hex:40>»
`,
    finds: ["ansible-vault *"],
  },
];
