/** Writings of a secret as an argument of a call or a command; `forms.ts` says which rule each belongs to. */

export const LITERAL = String.raw`["'][^"'\r\n]{3,256}["']`;
export const WORD = String.raw`["']?[^\s"'$%<>|;&(){}=:,-][^\s"'|;&(){}<>]{3,127}["']?`;

/**
 * Calls whose documented arguments are a user and a password: .NET NetworkCredential, Java DataSource.getConnection and
 * PasswordAuthentication, Go SetBasicAuth, Python smtplib login and requests HTTPBasicAuth and auth=, Neo4j auth.basic,
 * pika PlainCredentials, Cassandra PlainTextAuthProvider, python-ldap simple_bind_s, Apache UsernamePasswordCredentials,
 * WiFi of Arduino, db.auth and db.changeUserPassword of MongoDB.
 */
export const CALLS = [
  "networkcredential(",
  "basicauth(",
  "basic_auth(",
  "credentials.basic(",
  "passwordauthentication(",
  "getconnection(",
  ".login(",
  "auth=(",
  "auth.basic(",
  "plaincredentials(",
  "plaintextauthprovider(",
  "simple_bind_s(",
  "passwordcredentials(",
  "wifi.begin(",
  "wifi.softap(",
  ".auth(",
  "changeuserpassword(",
];
/**
 * The same behind one other argument: DirectoryEntry, DriverManager.getConnection, PHP mysqli, PDO, ldap_bind and
 * ftp_login, Python ftplib, PyMySQL and minio, Sequelize, Go's smtp.PlainAuth, PubSubClient of Arduino, Django's create_superuser.
 */
export const LATER_CALLS = [
  "directoryentry(",
  "getconnection(",
  "mysqli(",
  "mysqli_connect(",
  "new pdo(",
  "dbi->connect(",
  "ftp_login(",
  "ftp(",
  "mysql_connect(",
  "mysql.connect(",
  "mysqldb.connect(",
  "ldap_bind(",
  "sequelize(",
  "minio(",
  "plainauth(",
  "client.connect(",
  "create_superuser(",
];
/** And behind two others: paramiko's connect, mysql_real_connect of C, Credentials of sbt. */
export const LAST_CALLS = ["ssh.connect(", "mysql_real_connect(", "credentials("];
const ARGUMENT = String.raw`(?:["'][^"'\r\n]{0,200}["']|[^()"',\r\n]{1,60}),\s{0,8}`;

const anyOf = (starts: readonly string[]): string =>
  String.raw`(?:${starts.map((start) => start.replace(/[.(]/g, "\\$&")).join("|")})\s{0,8}`;
export const CALL = String.raw`(?:${anyOf(CALLS)}|${anyOf(LATER_CALLS)}${ARGUMENT}|${anyOf(LAST_CALLS)}${ARGUMENT}${ARGUMENT})["'](?<user>(?!jdbc:|dbi:)[^"'\r\n]{1,100})["'],\s{0,8}(?:Some\(\s{0,4})?(?<call>)(?<secret>${LITERAL})`;

/** `x | chpasswd`, `x | passwd --stdin`, `x | docker login --password-stdin`: what echo or printf hands on. */
const ECHOED = String.raw`(?:echo|printf)[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4}|["']?%s(?:\\n)?["']?[ \t]{1,4})?["']?(?:(?<user>[\w.-]{1,32}):)?(?<secret>[^\s"'|\\:$]{4,64})(?:\\n)?["']?[ \t]{0,4}\|[ \t]{0,4}`;
/** `echo x | sudo -S`: programs that read a password from their input when told so. */
export const PIPED_TO_ROOT = String.raw`(?<=${ECHOED})sudo[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4}){0,3}-\w{0,4}S(?<piped>)`;
/** kinit(1) asks for the password of a principal. */
export const PIPED_TO_KINIT = String.raw`(?<=${ECHOED.slice(0, -String.raw`\|[ \t]{0,4}`.length)})\| kinit(?<piped>)`;
export const PIPED = String.raw`(?<=${ECHOED}(?:sudo[ \t]{1,4})?(?:[\w/.-]{0,30}|[\w/.-]{1,30}[ \t][^|;&\r\n]{0,50}--))pass(?:wd|word-stdin)(?<piped>)`;

/** htpasswd(1) and mosquitto_passwd(1) in batch mode: file, user, password. */
export const BATCH = String.raw`(?<=[th]t?|_)passwd[ \t]{1,4}(?=(?:-\w{1,8}[ \t]{1,4}){0,4}-\w{0,8}b)(?:-\w{1,8}[ \t]{1,4}){1,5}\S{1,120}[ \t]{1,4}(?<user>[\w.@-]{1,60})[ \t]{1,4}(?<call>)(?<secret>${WORD})`;

/**
 * Calls that sign, encrypt or check: the second argument is the key (jsonwebtoken, PyJWT, firebase/php-jwt, ruby-jwt, node:crypto,
 * jjwt, CryptoJS, Go's crypto/hmac, OpenSSL::HMAC).
 */
export const SIGNERS = [
  ...[
    "jwt.sign(",
    "jwt.verify(",
    "jwt.encode(",
    "jwt.decode(",
    "jwt::encode(",
    "jwt::decode(",
    "jwt.encode ",
    "createhmac(",
  ],
  ...[
    "createcipheriv(",
    "createdecipheriv(",
    "hmac.hexdigest(",
    "hmac.digest(",
    "hmac.new(",
    "hmacsha256(",
    "hmacsha512(",
  ],
  ...["signwith(", "aes.encrypt(", "aes.decrypt("],
];
/** Behind two other arguments: openssl_encrypt and hash_hmac of PHP. */
export const LATER_SIGNERS = ["openssl_encrypt(", "openssl_decrypt(", "hash_hmac("];
const SIGNED_ARGUMENT = String.raw`(?:\{[^{}]{0,200}\}|[^,(){}\r\n]{1,60}),\s{0,8}`;
const BYTES = String.raw`(?:[\w.]{1,40}\.getbytes\(\s{0,4}|\[\]byte\(\s{0,4}|b)?`;
export const SIGNED = `(?:${anyOf(SIGNERS)}|${anyOf(LATER_SIGNERS)}${SIGNED_ARGUMENT})${SIGNED_ARGUMENT}${BYTES}(?<signed>)(?<secret>${LITERAL})`;

/**
 * The same where the key comes first: ASP.NET, java-jwt, jjwt and javax.crypto, Go's jwt, crypto/aes and gorilla, Python's hmac,
 * Fernet and AES of PyCryptodome, Rust's jsonwebtoken, Express.
 */
export const KEY_CALLS = [
  ...["symmetricsecuritykey(", "hmac256(", "hmac384(", "hmac512(", "hmacshakeyfor(", "setsigningkey("],
  ...["secretkeyspec(", "signedstring(", "fernet(", "cookieparser(", "hmac.new(", "hmacsha256(", "hmacsha512("],
  ...["aes.newcipher(", "newcookiestore(", "csrf.protect(", "key::from_secret(", "aes.new("],
];
export const SIGNING_KEY = `${anyOf(KEY_CALLS)}${BYTES}(?<signed>)(?<secret>${LITERAL})`;

/** Keystores of Java, their entries, and keys made of a password: what they open with is an array of characters. */
export const CHARACTERS = String.raw`(?<=(?:\.(?:load|store|init|getkey)|passwordprotection|pbekeyspec)\((?:[^()"'\r\n]{0,80},\s{0,8}|"[^"\r\n]{0,80}",\s{0,8})?(?<secret>${LITERAL}))\.tochararray\((?<clear>)`;

/** Ruby's Net::HTTP and HTTParty, without parentheses. */
export const BARE_CALL = String.raw`basic_auth[ \t]{1,4}["'](?<user>[^"'\r\n]{1,100})["'],\s{0,8}(?<call>)(?<secret>${LITERAL})`;

/** What expect(1) types when it is asked. */
export const SENT = String.raw`assw(?:or)?d[^\r\n]{0,40}[\r\n;{} \t]{1,20}(?:exp_)?send(?:[ \t]{1,4}--)?[ \t]{1,4}["{](?<piped>)(?<secret>[^\s"\\$}{]{4,64})\\[rn]`;

/** net use (Windows): a share, a user, a password. */
export const NET_USE = String.raw`net[ \t]use[ \t]{1,4}(?:\w:[ \t]{1,4})?\S{3,200}[ \t]{1,4}/user:(?<user>\S{1,60})[ \t]{1,4}(?<call>)(?<secret>${WORD})`;

/** Commands that take a user and a password: rabbitmqctl(8), net user of Windows. */
export const USER_COMMAND = String.raw`(?:add_user|change_password|net[ \t]user)[ \t]{1,4}["']?(?<user>[\w.@-]{1,60})["']?[ \t]{1,4}(?<call>)(?<secret>${WORD})`;

/** Oracle's own way to write a login (JDBC Developer's Guide, Database URLs; SQL*Plus, logon): `user/password@`. */
export const ORACLE = String.raw`(?:jdbc:oracle:(?:thin|oci8?):|sqlplus[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4}){0,3})["']?(?<user>[A-Za-z][\w$#]{0,29})/(?<call>)(?<secret>[^\s"'@/<>$%&]{3,64})(?=@)`;

/** Answers to installers: Kickstart of Fedora (pykickstart, rootpw), and debconf for that of Debian (preseed, passwd/). */
export const KICKSTART = String.raw`(?<=(?:^|[\r\n])[ \t]{0,16})(?<name>rootpw)[ \t]{1,4}--plaintext[ \t]{1,4}(?<spaced>)(?<secret>${WORD})`;
export const PRESEED = String.raw`(?<name>passwd/(?:root|user)-password)(?:-again)?[ \t]{1,8}password[ \t]{1,8}(?<spaced>)(?<secret>${WORD})`;
/** The same with the password before the user. */
export const NET_USE_FIRST = String.raw`net[ \t]use[ \t]{1,4}(?:\w:[ \t]{1,4})?\\\S{3,200}[ \t]{1,4}(?!\/)(?<call>)(?<secret>${WORD})[ \t]{1,4}\/user:(?<user>\S{1,60})`;
/** A reference to a credential of WildFly (elytron) that is none: it is the value. */
export const CLEAR_TEXT = `clear-text=(?<clear>)(?<secret>${LITERAL})`;

/** Names of several secrets: `ADMIN_PASSWORDS = ["x", "y"]`, `passwords=(x "y")`, of which the first are looked at. */
export const SEVERAL = ["passwords", "passwds", "passphrases"];
const LISTED = String.raw`(?<name>${SEVERAL.join("|")})["']?[ \t]{0,8}(?::[ \t]{0,4}[A-Za-z][\w<>, [\]]{0,30}[ \t]{0,4}=|:?=>?|:)[ \t]{0,8}(?:(?:new[ \t]{1,4}[Ss]tring|vec!|List\.of|Set\.of|Arrays\.asList|listOf|\[\]string)?[ \t]{0,4}(?:\[\][ \t]{0,4})?)?[[({]\s{0,24}`;
export const listed = (before: number): string =>
  String.raw`${LISTED}(?:["'][^"'\r\n]{1,128}["'],?\s{1,24}){${before}}(?<spaced>)(?<secret>${LITERAL})(?=,|\s{0,24}[\])}]|[ \t]{1,8}["'])`;
