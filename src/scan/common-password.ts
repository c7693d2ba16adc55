import type { Candidate } from "./match.ts";

/**
 * What people leave as it was delivered. As a bare value it is a placeholder; beside a user and a host it is the
 * password that opens that door.
 */
const COMMON =
  /^(?:pass(?:w(?:or)?d)?|admin(?:istrator)?|root|secret|test(?:ing)?|guest|user|default|letmein|welcome|qwerty|abc|manager|tomcat|postgres|mysql|oracle|mariadb|redis|mongo(?:db)?|rabbit(?:mq)?|minio(?:admin)?|elastic)[-_]?\d{0,4}[!.]?$/i;

export const isCommonPassword = (value: string): boolean =>
  value.length >= 4 && COMMON.test(value) && value !== value.toUpperCase();

const HOST =
  /(?<![a-z])(?:host(?:_?name)?|server|data[ _]?source|addr(?:ess)?|url|endpoint|smtp|db_host)["'\]]{0,2}[ \t]{0,20}(?:=>|[=:>,]|[ \t])[ \t]{0,20}["']?[A-Za-z0-9][\w.:/-]{2,}/i;
const USER =
  /(?:user(?:[ _-]?(?:name|id))?|login|uid)["'\]]{0,2}[ \t]{0,20}(?:=>|[=:>,]|[ \t])[ \t]{0,20}["']?[A-Za-z][\w.@\\-]{1,}/i;
/** Bytes after the value in which the rest of a login may stand; as many before it are in the window. */
const AFTER = 200;

/** A line up to the value that is commented out, or declares a variable. */
const NO_SETTING =
  /(?:^|[\r\n])[ \t]*(?:#|\/\/|;|--|"|(?:rem|string|str|var|let|const|char|final|private|public|static) )[^\r\n]*$/i;

/** Whether a user and a host are set just beside the value: it is a login that somebody uses. */
export const standsInLogin = ({ text, span }: Candidate): boolean => {
  if (NO_SETTING.test(text.slice(0, span.start))) return false;
  const [before, after] = [text.slice(0, span.start), text.slice(span.end, span.end + AFTER)];
  return (HOST.test(before) || HOST.test(after)) && (USER.test(before) || USER.test(after));
};
