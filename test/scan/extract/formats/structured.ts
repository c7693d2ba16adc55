import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** JSON and YAML. */
export const STRUCTURED: readonly FormatCase[] = [
  {
    title: "json: nested, and lists of name and value",
    path: "srv/app/config.json",
    text: raw`{
  "database": {
    "host": "db.corp.internal",
    "password": "«<password>»",
    "passwordPolicy": "strict"
  },
  "env": [
    { "name": "LOG", "value": "debug" },
    { "name": "SMTP_PASSWORD", "value": "«<password>»" },
    { "name": "DB_PASSWORD", "valueFrom": { "secretKeyRef": { "name": "db", "key": "password" } } },
    { "value": "«<password>»", "name": "LDAP_PASSWORD" }
  ],
  "tokens": { "deploy": "«<alnum:32>»" },
  "passwords": ["«<password>»", "«<password>»"],
  "credentials": { "admin": "«<password>»", "user": "root" }
}
`,
    finds: [
      "generic-password database.password",
      "generic-password SMTP_PASSWORD",
      "generic-password LDAP_PASSWORD",
      "generic-secret tokens.deploy",
      "generic-password passwords",
      "generic-password passwords",
      "generic-secret credentials.admin",
    ],
  },
  {
    title: "json: minified",
    path: "srv/app/settings.json",
    text: raw`{"smtp":{"host":"mail","user":"app","pass":"«<password>»"},"session":{"secret":"«<alnum:40>»"},"redis":{"auth":{"password":"«<password>»","enabled":true}},"token":null,"password":""}`,
    finds: ["generic-password smtp.pass", "generic-secret session.secret", "generic-password redis.auth.password"],
  },
  {
    title: "json5: comments, bare keys, single quotes, trailing commas",
    path: "srv/app/config.json5",
    text: raw`{
  // the database
  database: {
    password: '«<password>»', // since May
    /* password: 'unset', */
    poolSize: 10,
  },
}
`,
    finds: ["generic-password database.password"],
  },
  {
    title: "json: a value that holds escapes",
    path: "srv/app/appsettings.json",
    text: raw`{ "Db": { "Password": "«json|<word>&<password>»" }, "ConnectionStrings": { "Default": "Server=db;User Id=sa;Password=«<password>»;" } }`,
    finds: ["generic-password Db.Password", "database-connection-string-password *"],
  },
  {
    title: "kubernetes: data and stringData of a Secret",
    path: "deploy/secret.yaml",
    text: raw`apiVersion: v1
kind: Secret
metadata:
  name: shop
type: Opaque
data:
  username: YWRtaW4=
  password: «base64|<password>»
  api-token: "«base64|<alnum:32>»"
  note: aGVsbG8gd29ybGQ=
stringData:
  SMTP_PASSWORD: «<password>»
  settings.yaml: |
    db:
      password: «<password>»
`,
    finds: [
      "generic-password data.password",
      "generic-secret data.api-token",
      "generic-password stringData.SMTP_PASSWORD",
      "generic-password stringData.settings.yaml.db.password",
    ],
  },
  {
    title: "kubernetes: a list of Secrets in JSON",
    path: "backup/secrets.json",
    text: raw`{"apiVersion":"v1","items":[{"apiVersion":"v1","data":{"postgres-password":"«base64|<password>»","user":"YXBw"},"kind":"Secret","metadata":{"name":"db"}}],"kind":"List"}`,
    finds: ["generic-password items.data.postgres-password"],
  },
  {
    title: "kubernetes: files in literal blocks",
    path: "deploy/configmap.yaml",
    text: raw`apiVersion: v1
kind: ConfigMap
data:
  .env: |
    DB_HOST=db
    DB_PASSWORD=«<password>»
  app.json: |-
    {
      "smtp": { "password": "«<password>»" }
    }
  tls.key: |
    «<pem:ed25519>»
  password: |
    «<password>»
  token: >-
    «<alnum:40>»
  empty_password: |
`,
    finds: [
      "generic-password *",
      "generic-password *",
      "private-key *",
      "generic-password data.password",
      "generic-secret data.token",
    ],
  },
  {
    title: "kubernetes: env of a container, and references",
    path: "deploy/deployment.yaml",
    text: raw`apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: app
          image: r.corp.internal/app:1
          env:
            - name: DB_PASSWORD
              value: "«<password>»"
            - name: API_TOKEN
              valueFrom:
                secretKeyRef:
                  name: api
                  key: token
            - name: SMTP_PASSWORD
              # by hand
              value: «<password>»
            - {name: LDAP_PASSWORD, value: «<password>»}
          envFrom:
            - secretRef:
                name: app-secrets
      imagePullSecrets:
        - name: registry-credentials
`,
    finds: ["generic-password DB_PASSWORD", "generic-password SMTP_PASSWORD", "generic-password LDAP_PASSWORD"],
  },
  {
    title: "yaml: nesting, flow maps, anchors, tags, lists",
    path: "etc/app/config.yml",
    text: raw`defaults: &defaults
  password: &pw "«<password>»"
  user: app
staging:
  <<: *defaults
  password: *pw
mail: { user: postmaster, password: «<password>», port: 25 }
passwords:
  - «<password>»
  - '«<password>»'
credentials:
  admin: «<password>»
secret: !!str «<alnum:32>»
token: ""
password_policy: strong
hidden_password: !vault |
  «$ANSIBLE_VAULT;1.1;AES256
  <hex:80>
  <hex:80>»
`,
    finds: [
      "generic-password defaults.password",
      "generic-password mail.password",
      "generic-password passwords",
      "generic-password passwords",
      "generic-secret credentials.admin",
      "generic-secret secret",
      "ansible-vault *",
    ],
  },
  {
    title: "helm values",
    path: "chart/values.yaml",
    text: raw`auth:
  # -- password of the administrator
  rootPassword: «<password>»
  existingSecret: ""
  secretKeys:
    adminPasswordKey: postgres-password
  password: ""
ingress:
  tls:
    - secretName: shop-tls
oauth:
  clientSecret: "«<alnum:40>»"
  cookieSecret: {{ .Values.cookie }}
`,
    finds: ["generic-password auth.rootPassword", "generic-secret oauth.clientSecret"],
  },
  {
    title: "docker-compose: environment as map and as list, secrets",
    path: "srv/docker-compose.yml",
    text: raw`services:
  db:
    image: postgres:16
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: «<password>»
      POSTGRES_PASSWORD_FILE: /run/secrets/pg
  app:
    environment:
      - DB_PASSWORD=«<password>»
      - "SMTP_PASSWORD=«<password>»"
      - SECRET_KEY=${"$"}{SECRET_KEY}
      - JWT_SECRET=${"$"}{JWT_SECRET:-«<alnum:32>»}
    command: redis-server --requirepass «<password>»
    secrets: [pg]
secrets:
  pg:
    file: ./pg_password.txt
`,
    finds: [
      "generic-password services.db.environment.POSTGRES_PASSWORD",
      "generic-password DB_PASSWORD",
      "generic-password SMTP_PASSWORD",
      "generic-secret JWT_SECRET",
      "generic-password *",
    ],
  },
  {
    title: "CI: GitHub and GitLab",
    path: "repo/.gitlab-ci.yml",
    text: raw`variables:
  DEPLOY_PASSWORD: «<password>»
  REGISTRY_TOKEN:
    value: "«<alnum:32>»"
    description: "token of the registry"
job:
  env:
    NPM_TOKEN: ${"$"}{{ secrets.NPM_TOKEN }}
    SONAR_TOKEN: $SONAR_TOKEN
  script:
    - echo "$CI_JOB_TOKEN" | docker login --password-stdin
    - export ADMIN_PASSWORD=«<password>»
    - mytool login --user ci --password «<password>»
  with:
    password: ${"$"}{{ github.token }}
`,
    finds: [
      "generic-password variables.DEPLOY_PASSWORD",
      "generic-secret variables.REGISTRY_TOKEN",
      "generic-password ADMIN_PASSWORD",
      "generic-password-flag *",
    ],
  },
  {
    title: "ansible vars and tasks",
    path: "ansible/group_vars/all.yml",
    text: raw`mysql_root_password: "«<password>»"
db_password: "{{ vault_db_password }}"
users:
  - name: app
    password: "«<password>»"
    state: present
- name: create user
  mysql_user: name=app password=«<password>» priv=*.*:ALL
- name: fetch
  uri:
    url_username: ci
    url_password: «<password>»
    force_basic_auth: true
`,
    finds: [
      "generic-password mysql_root_password",
      "generic-password users.password",
      "generic-password *",
      "generic-password *",
    ],
  },
  {
    title: "sops and SealedSecret are encrypted",
    path: "deploy/secrets.enc.yaml",
    text: raw`db:
    password: ENC[AES256_GCM,data:<b64:16>,iv:<b64:43>=,tag:<b64:22>==,type:str]
sops:
    kms: []
    mac: ENC[AES256_GCM,data:<b64:88>,iv:<b64:43>=,tag:<b64:22>==,type:str]
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
spec:
  encryptedData:
    password: Ag<b64:340>
    api-token: Ag<b64:340>
`,
    finds: [],
  },
  {
    title: "rails database.yml and secrets.yml",
    path: "srv/app/config/database.yml",
    text: raw`default: &default
  adapter: postgresql
  password: <%= ENV["DB_PASSWORD"] %>
production:
  <<: *default
  username: app
  password: «<password>»
test:
  secret_key_base: «<hex:128>»
`,
    finds: ["generic-password production.password", "* test.secret_key_base"],
  },
  {
    title: "spring application.yml",
    path: "opt/app/application.yml",
    text: raw`spring:
  datasource:
    username: app
    password: «<password>»
  security:
    oauth2:
      client:
        registration:
          corp:
            client-secret: «<alnum:40>»
jasypt:
  encryptor:
    password: «<password>»
server.ssl.key-store-password: «<password>»
management.password: ${"$"}{MGMT:}
`,
    finds: [
      "generic-password spring.datasource.password",
      "generic-secret spring.security.oauth2.client.registration.corp.client-secret",
      "generic-password jasypt.encryptor.password",
      "generic-password server.ssl.key-store-password",
    ],
  },
  {
    title: "cloud-init user-data",
    path: "etc/cloud/user-data.cfg",
    text: raw`#cloud-config
password: «<password>»
chpasswd:
  expire: false
  list: |
    root:«<password>»
    deploy:«<password>»
    locked:R
  users:
    - {name: ci, password: «<password>», type: text}
users:
  - name: admin
    plain_text_passwd: «<password>»
    lock_passwd: false
    passwd: «$6$<alnum:8>$<alnum:86>»
`,
    finds: [
      "generic-password password",
      "generic-password chpasswd.list.root",
      "generic-password chpasswd.list.deploy",
      "generic-password *",
      "generic-password *",
      "password-hash *",
    ],
  },
];
