import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** Shells, SQL and URLs. */
export const SHELL: readonly FormatCase[] = [
  {
    title: "history of bash and zsh",
    path: "root/.bash_history",
    text: raw`#1700000000
mysql -u root -p«<password>» shop
: 1700000001:0;mysqldump --user=app --password='«<password>»' shop > x.sql
mysql -u root -p shop
PGPASSWORD=«<password>» psql -h db -U app
export VAULT_TOKEN=«<alnum:24>»
curl -u ci:«<password>» https://files.corp.internal/x
curl -H "Authorization: Bearer «<alnum:40>»" https://api.corp.internal
curl -H 'X-Api-Key: «<alnum:32>»' https://api.corp.internal
curl --user "ci:«<password>»" -O https://files.corp.internal/y
wget --http-user=ci --http-password=«<password>» https://files.corp.internal/z
ab -n 10 -A ci:«<password>» https://files.corp.internal/
sshpass -p '«<password>»' ssh root@h
redis-cli -h cache -a «<password>» ping
mongo admin -u root -p «<password>»
docker login -u ci -p «<password>» r.corp.internal
htpasswd -b -c /etc/nginx/.htpasswd ci «<password>»
openssl rsa -in k.pem -passin pass:«<password>» -out k2.pem
keytool -list -keystore k.jks -storepass «<password>»
ldapsearch -x -D cn=admin,dc=corp -w «<password>» -b dc=corp
smbclient //files/share -U 'ci%«<password>»'
mount -t cifs //files/share /mnt -o username=ci,password=«<password>»
sqlcmd -S db -U sa -P '«<password>»' -Q "select 1"
az login --service-principal -u <uuid:1> -p «<alnum:34>» --tenant t
echo '«<password>»' | sudo -S apt update
echo 'root:«<password>»' | chpasswd
ansible-playbook x.yml -e "db_password=«<password>»"
helm upgrade x ./chart --set auth.password=«<password>»,image.tag=1
kubectl create secret generic db --from-literal=password=«<password>»
net use z: \\files\share /user:corp\ci «<password>»
aws configure set aws_secret_access_key «<b64:40>»
git clone https://ci:«<password>»@git.corp.internal/a/b
mysql -u root -p"$DB_PASSWORD" shop
docker login -u ci --password-stdin
passwd root
`,
    finds: [
      "database-client-password *",
      "* *",
      "* PGPASSWORD",
      "* VAULT_TOKEN",
      "curl-user-password *",
      "* *",
      "* X-Api-Key",
      "curl-user-password *",
      "* *",
      "http-client-password *",
      "sshpass-password *",
      "database-client-password *",
      "* *",
      "docker-login-password *",
      "generic-password *",
      "generic-password *",
      "generic-password *",
      "ldap-bind-password *",
      "samba-client-password *",
      "* *",
      "* *",
      "* *",
      "generic-password *",
      "generic-password *",
      "generic-password db_password",
      "generic-password auth.password",
      "generic-password password",
      "generic-password *",
      "* *",
      "basic-auth-url *",
    ],
  },
  {
    title: "shell scripts: variables, heredocs, arrays",
    path: "srv/deploy.sh",
    text: raw`#!/bin/bash
set -e
DB_PASS="«<password>»"
readonly ADMIN_PASSWORD='«<password>»'
PASSWORD=$(cat /run/secrets/pw)
: "${"$"}{SMTP_PASSWORD:=«<password>»}"
cat > /etc/app.conf <<EOF
user=app
password=«<password>»
EOF
read -s -p "Password: " PASSWORD
if [ "$PASSWORD" = "" ]; then echo "Password is empty"; fi
sed -i "s/^password=.*/password=«<password>»/" /etc/app.conf
mysql -e "CREATE USER 'app'@'%' IDENTIFIED BY '«<password>»'"
expect "assword:"
send "«<password>»\r"
`,
    finds: [
      "generic-password DB_PASS",
      "generic-password ADMIN_PASSWORD",
      "generic-password SMTP_PASSWORD",
      "generic-password password",
      "generic-password password",
      "sql-identified-by *",
      "generic-password *",
    ],
  },
  {
    title: "SQL",
    path: "srv/init.sql",
    text: raw`CREATE USER 'app'@'%' IDENTIFIED BY '«<password>»';
CREATE USER app WITH PASSWORD '«<password>»';
CREATE USER app2 PASSWORD '«<password>»';
ALTER ROLE app WITH LOGIN ENCRYPTED PASSWORD '«<password>»';
ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '«<password>»';
SET PASSWORD FOR 'app'@'%' = PASSWORD('«<password>»');
SET PASSWORD = '«<password>»';
GRANT ALL ON shop.* TO 'app'@'%' IDENTIFIED BY "«<password>»" WITH GRANT OPTION;
CREATE LOGIN app WITH PASSWORD = N'«<password>»', CHECK_POLICY = OFF;
EXEC sp_addlogin 'app', '«<password>»';
CREATE USER app IDENTIFIED BY «<password>»;
CREATE USER c IDENTIFIED WITH sha256_password BY '«<password>»';
CREATE USER y IDENTIFIED BY '<password>';
ALTER USER u IDENTIFIED BY '${"$"}{PW}';
SELECT dblink_connect('host=db user=app password=«<password>»');
UPDATE users SET password = 'changeme' WHERE id = 1;
`.replace("BY '<password>'", "BY 'password'"),
    finds: Array.from({ length: 13 }, () => "* *"),
  },
  {
    title: "URLs",
    path: "srv/app/urls.conf",
    text: raw`postgres://app:«<password>»@db.corp.internal:5432/shop
mongodb+srv://svc:«<password>»@cluster0.ab12c.mongodb.net/x?retryWrites=true
amqp://ci:«<password>»@mq.corp.internal:5672/vhost
redis://:«<password>»@cache.corp.internal:6379/0
rediss://default:«<password>»@cache2.corp.internal:6380
jdbc:mysql://db.corp.internal/shop?user=app&password=«<password>»&useSSL=true
jdbc:postgresql://db.corp.internal/shop?password=«<password>»&user=app
jdbc:sqlserver://db.corp.internal:1433;databaseName=shop;user=sa;password=«<password>»;encrypt=true
jdbc:oracle:thin:app/«<password>»@db.corp.internal:1521:shop
jdbc:mariadb://app:«<password>»@db.corp.internal/shop
ldap://cn=admin:«<password>»@ldap.corp.internal
ftp://ci:«<password>»@files.corp.internal/x
smb://corp;ci:«<password>»@files.corp.internal/share
mqtts://dev:«<password>»@mq.corp.internal:8883
snowflake://app:«<password>»@acme.eu-central-1/shop
rtsp://admin:«<password>»@10.0.3.7:554/stream
sqlserver://sa:«<password>»@db.corp.internal?database=shop
https://api.corp.internal/v1?access_token=«<alnum:40>»
postgres://app:${"$"}{DB_PASSWORD}@db/shop
postgres://app@db/shop
`,
    finds: Array.from({ length: 18 }, () => "* *"),
  },
];
