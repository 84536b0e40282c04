/** The `annals` command: reads its arguments, runs what they ask for, and turns what happened into output and exit code. */
import { CommanderError } from 'commander';
import { type Environment, processEnvironment } from './environment.ts';
import { createProgram } from './program.ts';

/** Runs the command. @returns its exit code. */
export async function main(argv: readonly string[], environment: Environment = processEnvironment()): Promise<number> {
  const state = { exit: 0 };
  const program = createProgram(environment, (exit) => {
    state.exit = exit;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return state.exit;
  } catch (error) {
    // Commander has printed what it has to say; asking for help is no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { reportError } = await import('./output/error-report.ts');
    const report = reportError(error, {
      json: program.opts().json === true,
      debug: environment.variables.ANNALS_DEBUG !== undefined,
    });
    environment.writeError(report.text);
    return report.exit;
  }
}
