import { createServer } from "node:http";

const token = process.env.SLACK_BOT_TOKEN;
createServer((_, response) => response.end(token ? "ok\n" : "no alerts\n")).listen(8080);
