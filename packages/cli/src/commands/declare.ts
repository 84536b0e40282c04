/** What the declarations of commands share: how an action gets its session, and how its answer is printed. */
import type { Command } from 'commander';
import type { Environment } from '../environment.ts';
import type { Answer } from '../output/answer.ts';
import type { GlobalOptions } from '../session/global-options.ts';
import type { Session } from '../session/session.ts';

/** What commands are declared on. */
export interface Commands {
  readonly program: Command;
  readonly environment: Environment;
  readonly onExit: (exit: number) => void;
}

/** What a command does: it is given its arguments and options, and answers. */
export type Action<A extends readonly unknown[], O> = (session: Session, options: O, ...args: A) => Promise<Answer>;

/** The action of a command: makes the session, runs what `load` imports, prints the answer. */
export function runs<A extends readonly unknown[], O>(
  { environment, onExit }: Commands,
  load: () => Promise<Action<A, O>>,
): (this: Command, ...given: unknown[]) => Promise<void> {
  return async function (this: Command) {
    const options = this.optsWithGlobals() as GlobalOptions & O;
    const [{ Session: OpenSession }, { renderAnswer, withContradicted }, action] = await Promise.all([
      import('../session/session.ts'),
      import('../output/answer.ts'),
      load(),
    ]);
    const session = new OpenSession(environment, options);
    const answer = await action(session, options, ...(this.processedArgs as unknown as A));
    environment.writeOut(renderAnswer(withContradicted(answer, session.contradicted), options.json));
    onExit(answer.exit ?? 0);
  };
}

/** Examples at the end of a command's help. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** An option that may be given several times. */
export function list(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The options of every command that submits a transaction. */
export function submitting(command: Command): Command {
  return command.option('--receipt <file>', 'fetch the receipt, verify it and keep it in this file');
}

/** The options of every command that says whether a document holds now. */
export function judging(command: Command): Command {
  return command
    .option('--offline', 'ask no node; then it is said as of when it held, and the exit code is 9')
    .option('--max-age <time>', 'how old what is known may be where no node answers, such as 30m, 24h, 7d; else 24h');
}
