/** Search: leads to what was found, or says why there is nothing. */
import { useSurroundings } from '../context.ts';
import { Link } from '../parts/Basics.tsx';
import { SearchForm } from '../parts/SearchForm.tsx';
import { findPage } from '../url.ts';

export function SearchPage({ text }: { text: string }) {
  const { say } = useSurroundings();
  const found = text === '' ? null : findPage(text);
  return (
    <>
      <h1 className="govuk-heading-xl">{say('search.button')}</h1>
      <SearchForm key={text} text={text} />
      {found && (
        <div role="status" className="govuk-body">
          {found.name === 'mistyped' && say('search.mistyped')}
          {found.name === 'private' && say('search.private')}
          {found.name !== 'mistyped' && found.name !== 'private' && <Link to={found}>{text}</Link>}
        </div>
      )}
    </>
  );
}
