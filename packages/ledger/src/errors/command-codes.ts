/** What can be wrong with a command: its options, the files it is given, and the settings it finds. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const COMMAND_CODES = {
  'command.usage': {
    http: 400,
    exit: 2,
    title: 'The command was not given what it needs.',
    remedy: 'See the help of the command for its arguments, options and examples.',
  },
  'command.file': {
    http: 400,
    exit: 2,
    title: 'A file cannot be read or written, or does not hold what the command expects.',
    remedy: 'Check the path and what the file holds.',
  },
  'command.context': {
    http: 400,
    exit: 2,
    title: 'The command does not know which network it is about.',
    remedy: 'Set ANNALS_HOME to the folder that the network printed, or give --node and --genesis.',
  },
  'command.no-terminal': {
    http: 400,
    exit: 2,
    title: 'A password is needed and there is no terminal to ask for it.',
    remedy: 'Give --password-file, or set ANNALS_PASSWORD.',
  },
  'network.failed': {
    http: 500,
    exit: 5,
    title: 'A validator of the local network did not start or ended.',
    remedy: 'Read its log, whose path is printed.',
  },
  'fhir.bundle': {
    http: 400,
    exit: 2,
    title: 'The file is not an HL7 FHIR R4 bundle with one patient.',
    remedy: 'Give the JSON form of a bundle that holds the patient and her clinical resources.',
  },
} as const satisfies Record<string, CatalogueEntry>;
