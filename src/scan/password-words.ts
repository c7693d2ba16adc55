/** What a password is called in other languages. */
const WORDS = [
  ...["kennwort", "mot_de_passe", "motdepasse", "contraseña", "contrasena", "contrasenya", "senha", "palavra-passe"],
  ...["wachtwoord", "hasło", "haslo", "lösenord", "losenord", "heslo", "şifre", "sifre", "jelszó", "jelszo"],
  ...["salasana", "adgangskode", "passord", "lozinka", "parola", "parool"],
  ...["пароль", "Пароль", "ПАРОЛЬ", "密码", "密碼", "パスワード", "비밀번호"],
];

/** UTF-8 read as latin1, as texts are here. */
const asRead = (word: string): string => Buffer.from(word).toString("latin1");
const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
const ANY = [...new Set(WORDS.flatMap((word) => [asRead(word), asRead(capital(word))]))].join("|");

const WORD = new RegExp(`^(?:${ANY})$`, "i");
const NAME_END = new RegExp(`(?:^|[^A-Za-z\\x80-\\xff])(?:${ANY})\\d{0,2}$`, "i");
const JOINED_END =
  /[a-z](?:Kennwort|MotDePasse|Contrasena|Senha|Wachtwoord|Haslo|Losenord|Heslo|Sifre|Salasana)\d{0,2}$/;

/** It is nothing else, as the label of a field is. */
export const isPasswordWord = (text: string): boolean => WORD.test(text);

/** Whether a name of code or of settings is that of a password in another language than English. */
export const endsInPasswordWord = (name: string): boolean => NAME_END.test(name) || JOINED_END.test(name);

/** Of each word above three letters that are in it, for who looks for them before the words. */
export const LETTERS_OF_WORDS = [
  ..."nnw pas ras sen cht asl esl ifr lsz sal dga zin aro".split(" "),
  ...["\x73\xc5\x82", "\x80\xd0\xbe", "\xa0\xd0\x9e", "\xe5\xaf\x86", "\xe3\x83\x91", "\xeb\xb9\x84"],
];
