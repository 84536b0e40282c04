/** The search field: any identifier, or a block number. */
import type { FormEvent } from 'react';
import { useSurroundings } from '../context.ts';
import { findPage } from '../url.ts';

export function SearchForm({ text = '' }: { text?: string }) {
  const { say, go } = useSurroundings();
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get('q') ?? '');
    const found = findPage(wanted);
    go(found.name === 'mistyped' || found.name === 'private' ? { name: 'search', text: wanted } : found);
  };
  return (
    <search>
      <form className="govuk-form-group" onSubmit={search}>
        <label className="govuk-label govuk-label--s" htmlFor="search">
          {say('search.label')}
        </label>
        <div id="search-hint" className="govuk-hint">
          {say('search.hint')}
        </div>
        <input
          className="govuk-input"
          id="search"
          name="q"
          defaultValue={text}
          aria-describedby="search-hint"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <button type="submit" className="govuk-button search-button">
          {say('search.button')}
        </button>
      </form>
    </search>
  );
}
