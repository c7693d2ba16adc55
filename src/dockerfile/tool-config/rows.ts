import type { ConfigRow } from "./config-row.ts";
import { CLOUD_ROWS } from "./rows/cloud.ts";
import { DOTNET_ROWS } from "./rows/dotnet.ts";
import { LOGIN_ROWS } from "./rows/logins.ts";
import { NODE_ROWS } from "./rows/node.ts";
import { PYTHON_ROWS } from "./rows/python.ts";
import { REPOSITORY_ROWS } from "./rows/repositories.ts";
import { RUBY_PHP_ROWS } from "./rows/ruby-php.ts";

/** Every known way in which a tool stores a credential and can do without. */
export const CONFIG_ROWS: readonly ConfigRow[] = [
  ...NODE_ROWS,
  ...PYTHON_ROWS,
  ...RUBY_PHP_ROWS,
  ...DOTNET_ROWS,
  ...LOGIN_ROWS,
  ...CLOUD_ROWS,
  ...REPOSITORY_ROWS,
];
