import { GIT_CASES } from "./git-cases.ts";
import { LITERAL_CASES } from "./literal-cases.ts";
import { LOGIN_CASES } from "./login-cases.ts";
import { proveCases } from "./prove-cases.ts";

await proveCases([...LOGIN_CASES, ...GIT_CASES, ...LITERAL_CASES]);
