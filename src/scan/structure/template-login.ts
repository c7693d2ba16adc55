import { isCommonPassword } from "../common-password.ts";
import { isPrivateHost } from "./database-host.ts";

export const LOCAL = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])$/i;
/** The fields named instead of filled: `user:password@`. */
const NAMED_USER = /^(?:user(?:[_-]?name)?|login)$/i;
const NAMED_PASSWORD = /^(?:pass(?:w(?:or)?d)?|pwd)$/i;
/** Shorter passwords are written in examples. */
export const SHORTEST = 5;

interface Login {
  readonly user: string;
  readonly host: string;
  readonly value: string;
  readonly web: boolean;
}

/**
 * The names of the fields stand in their place; a nameless user has a few letters; or a user as it was delivered is its own
 * password at the local host: `guest` of RabbitMQ is let in from nowhere else (https://www.rabbitmq.com/docs/access-control).
 * In a network of its own people do run a server as `user` with `password`.
 */
export const isTemplateLogin = ({ user, host, value, web }: Login): boolean => {
  const local = LOCAL.test(host);
  if (local && user === value && isCommonPassword(value)) return true;
  if (!NAMED_USER.test(user)) return false;
  return (web && value.length < SHORTEST) || (NAMED_PASSWORD.test(value) && (local || !isPrivateHost(host)));
};
