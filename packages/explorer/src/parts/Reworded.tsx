/** A part of the page in which messages have the words of a case: of a document, or of somebody whom she represents. */
import type { ReactNode } from 'react';
import { SurroundingsContext, useSurroundings } from '../context.ts';
import type { Variant } from '../messages/index.ts';

export function Reworded({ variant, children }: { variant: Variant | null; children: ReactNode }) {
  const surroundings = useSurroundings();
  return <SurroundingsContext value={{ ...surroundings, variant }}>{children}</SurroundingsContext>;
}
