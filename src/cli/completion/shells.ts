export const SHELLS: readonly string[] = ["bash", "zsh", "fish"];

/** The script of a shell: it asks `exhume __complete WORD...`, whose last word is the one that is typed, for lines. */
export const scriptOf = (shell: string): string => SCRIPTS[shell] ?? "";

/** Colons and equals signs break words of bash apart; without a candidate it completes files. */
const BASH = `# bash completion for exhume
_exhume() {
  local IFS=$'\\n'
  COMPREPLY=($(exhume __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _exhume exhume`;

const ZSH = `#compdef exhume
_exhume() {
  local -a found
  found=("\${(@f)$(exhume __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
if [[ "\${funcstack[1]}" = _exhume ]]; then _exhume "$@"; else compdef _exhume exhume; fi`;

const FISH = `# fish completion for exhume
function __exhume_complete
  set -l words (commandline -opc) (commandline -ct)
  exhume __complete -- $words[2..-1] 2>/dev/null
end
complete -c exhume -a '(__exhume_complete)'`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
