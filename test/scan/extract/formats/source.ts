import type { FormatCase } from "./format-case.ts";

const { raw } = String;

const one = (path: string, text: string, finds: readonly string[]): FormatCase => ({ title: path, path, text, finds });
const P = "generic-password *";
const S = "generic-secret *";

/** Assignments and calls in programs. */
export const SOURCE: readonly FormatCase[] = [
  one(
    "srv/app/db.js",
    raw`const password = '«<password>»';
const cfg = { host: "db", password: "«<password>»", 'secret-key': "«<alnum:32>»" };
module.exports = mysql.createConnection({ user: 'app', password: '«<password>»' });
process.env.DB_PASSWORD = "«<password>»";
const pw = process.env.PW || '«<password>»';
client.auth("«<password>»");
const token = getToken(); const passwordField = document.getElementById("password");
const label = { password: "Password", passwordHint: "At least 12 characters" };
const t = "«<password>»"; login(user, password);
`.replace('const t = "«<password>»"', "const t = 1"),
    [P, P, S, P, P, P, P],
  ),
  one(
    "srv/app/settings.py",
    raw`SECRET_KEY = "«<alnum:20>+<alnum:29>»"
DATABASES = {"default": {"USER": "app", "PASSWORD": "«<password>»"}}
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "«<password>»")
conn = psycopg2.connect(host="db", user="app", password="«<password>»")
conn = psycopg2.connect("dbname=shop user=app password=«<password>»")
requests.get(url, auth=("ci", "«<password>»"))
requests.get(url, auth=HTTPBasicAuth('ci', '«<password>»'))
def login(user: str, password: str = "«<password>»") -> None: ...
password: str = os.environ["PASSWORD"]
client.login("ci", "«<password>»")
if password == "«<password>»": pass
ssh.connect("h", username="ci", password=PASSWORD)
`,
    ["* SECRET_KEY", P, P, P, "* *", P, P, P, P, P],
  ),
  one(
    "srv/app/main.go",
    raw`const dbPassword = "«<password>»"
var apiKey string = "«<alnum:32>»"
cfg := Config{Password: "«<password>»", Token: os.Getenv("TOKEN")}
req.SetBasicAuth("ci", "«<password>»")
dsn := "app:«<password>»@tcp(db.corp.internal:3306)/shop"
password := flag.String("password", "«<password>»", "the password")
os.Setenv("DB_PASSWORD", "«<password>»")
`,
    [P, S, P, P, "* *", P, P],
  ),
  one(
    "srv/app/App.java",
    raw`private static final String PASSWORD = "«<password>»";
Connection c = DriverManager.getConnection("jdbc:mysql://db/shop", "app", "«<password>»");
ds.setPassword("«<password>»");
new PasswordAuthentication("ci", "«<password>»".toCharArray());
props.put("mail.smtp.password", "«<password>»");
props.setProperty("javax.net.ssl.keyStorePassword", "«<password>»");
@Value("${"$"}{db.password:«<password>»}") String dbPassword;
String password = System.getenv("PASSWORD");
char[] secret = "«<alnum:32>»".toCharArray();
if ("«<password>»".equals(password)) return;
`,
    [P, P, P, P, P, P, P, S, P],
  ),
  one(
    "srv/app/Program.cs",
    raw`private const string Password = "«<password>»";
var cred = new NetworkCredential("ci", "«<password>»");
var cs = @"Server=db;Database=shop;User Id=sa;Password=«<password>»;";
options.ClientSecret = "«<alnum:40>»";
config["Smtp:Password"] = "«<password>»";
var x = new { Password = model.Password };
`,
    [P, P, "* *", S, P],
  ),
  one(
    "srv/app/app.rb",
    raw`config.secret_key_base = '«<hex:128>»'
config.password = "«<password>»"
client = Mysql2::Client.new(host: "db", username: "app", password: "«<password>»")
opts = { :password => '«<password>»', 'api_key' => "«<alnum:32>»" }
ENV['DB_PASSWORD'] ||= '«<password>»'
http_basic_authenticate_with name: "ci", password: "«<password>»"
password = ENV.fetch('PASSWORD')
`,
    ["* *", P, P, P, S, P, P],
  ),
  one(
    "srv/app/wp-config.php",
    raw`<?php
define('DB_NAME', 'shop');
define( 'DB_PASSWORD', '«<password>»' );
define('AUTH_KEY',         '«<alnum:20>$%^ <alnum:20>#!&<alnum:18>»');
$db_password = "«<password>»";
const SMTP_PASSWORD = '«<password>»';
$config['password'] = '«<password>»';
return ['db' => ['password' => '«<password>»', 'host' => 'db']];
$m = new mysqli("db", "app", "«<password>»", "shop");
$pdo = new PDO('mysql:host=db;dbname=shop', 'app', '«<password>»');
$p = env('DB_PASSWORD', '«<password>»');
$this->password = $password; $x = getenv('DB_PASSWORD');
putenv('SMTP_PASSWORD=«<password>»');
`,
    [P, "* *", P, P, P, P, P, P, P, P],
  ),
  one(
    "srv/app/main.rs",
    raw`const PASSWORD: &str = "«<password>»";
let api_key = String::from("«<alnum:32>»");
let c = Config { password: "«<password>»".to_string(), token: None };
.basic_auth("ci", Some("«<password>»"))
let password = env::var("PASSWORD").unwrap_or("«<password>»".into());
`,
    [P, S, P, P, P],
  ),
  one(
    "srv/app/App.kt",
    raw`val password = "«<password>»"
private const val API_KEY: String = "«<alnum:32>»"
dataSource.password = "«<password>»"
val c = Credentials.basic("ci", "«<password>»")
`,
    [P, S, P, P],
  ),
  one(
    "srv/app/App.swift",
    raw`let password: String = "«<password>»"
static let apiKey = "«<alnum:32>»"
let c = URLCredential(user: "ci", password: "«<password>»", persistence: .none)
`,
    [P, S, P],
  ),
  one(
    "srv/app/deploy.ps1",
    raw`$Password = "«<password>»"
$sec = ConvertTo-SecureString "«<password>»" -AsPlainText -Force
$sec = ConvertTo-SecureString -AsPlainText -Force -String '«<password>»'
$env:DB_PASSWORD = '«<password>»'
Connect-X -User ci -Password «<password>»
$c = New-Object System.Net.NetworkCredential("ci", "«<password>»")
[string]$apiKey = "«<alnum:32>»"
$pw = Read-Host -Prompt "Password" -AsSecureString
`,
    [P, P, P, P, P, P, S],
  ),
  one(
    "srv/app/build.gradle",
    raw`signingConfigs { release { storePassword "«<password>»"
keyPassword '«<password>»' } }
maven { credentials { username "ci"
password = "«<password>»" } }
buildConfigField "String", "API_SECRET", '"«<alnum:32>»"'
def token = System.getenv("TOKEN")
`,
    [P, P, P, S],
  ),
  one(
    "srv/app/init.lua",
    raw`local password = "«<password>»"
local conf = { password = '«<password>»', ["secret"] = "«<alnum:32>»" }
red:auth("«<password>»")
`,
    [P, P, S, P],
  ),
  one(
    "srv/app/app.pl",
    raw`my $password = '«<password>»';
my $dbh = DBI->connect("dbi:mysql:shop", "app", "«<password>»");
my %c = (password => "«<password>»", user => 'app');
$ENV{PGPASSWORD} = '«<password>»';
`,
    [P, P, P, "* *"],
  ),
];
