/** Scripts that complete commands and options in a shell, written from the commands as they are declared. */
import type { Command } from 'commander';

/** A command by its words, with what can follow. */
interface Place {
  readonly words: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly name: string; readonly description: string }[];
}

/** The script of a shell, to be sourced by it. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const places = placesOf(
    program,
    '',
    program.options.map((option) => ({ name: option.long ?? option.flags, description: option.description })),
  );
  switch (shell) {
    case 'bash':
      return bash(places);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;
    case 'fish':
      return fish(places);
  }
}

function placesOf(command: Command, words: string, common: Place['options']): readonly Place[] {
  const commands = command.commands.map((each) => ({ name: each.name(), description: each.description() }));
  const own =
    words === ''
      ? []
      : command.options.map((option) => ({ name: option.long ?? option.flags, description: option.description }));
  const place: Place = {
    words,
    commands,
    options: [...own, ...common, { name: '--help', description: 'display help' }],
  };
  return [place, ...command.commands.flatMap((each) => placesOf(each, `${words} ${each.name()}`.trim(), common))];
}

function bash(places: readonly Place[]): string {
  const cases = places.map(({ words, commands, options }) => {
    const follow = [...commands, ...options].map(({ name }) => name).join(' ');
    return `      '${words}') follow='${follow}' ;;`;
  });
  return `_annals() {
  local word words='' follow=''
  local current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) words="\${words:+$words }$word" ;; esac
  done
  while true; do
    case "$words" in
${cases.join('\n')}
    esac
    [[ -n "$follow" || "$words" != *" "* ]] && break
    words="\${words% *}"
  done
  COMPREPLY=($(compgen -W "$follow" -- "$current"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _annals annals
`;
}

function fish(places: readonly Place[]): string {
  const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const lines = places.flatMap(({ words, commands, options }) => {
    const conditions = words
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => `__fish_seen_subcommand_from ${word}`);
    const nothingYet =
      words === ''
        ? ['__fish_use_subcommand']
        : commands.length > 0
          ? [`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`]
          : [];
    const when = quote([...conditions, ...nothingYet].join('; and '));
    const whenOption = conditions.length > 0 ? ` -n ${quote(conditions.join('; and '))}` : '';
    return [
      ...commands.map(
        ({ name, description }) => `complete -c annals -f -n ${when} -a ${name} -d ${quote(description)}`,
      ),
      ...options
        .filter(() => commands.length === 0)
        .map(
          ({ name, description }) =>
            `complete -c annals${whenOption} -l ${name.replace(/^--/, '')} -d ${quote(description)}`,
        ),
    ];
  });
  return `${lines.join('\n')}\n`;
}
