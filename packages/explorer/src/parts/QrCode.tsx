/** A document as a QR code, on demand: to be printed, or scanned from the screen. */
import { useState } from 'react';
import { packDocument } from '../check/qr-text.ts';
import { useSurroundings } from '../context.ts';

type Squares = readonly (readonly boolean[])[];

/** `json` makes the document when it is asked for; `label` says what the code holds. */
export function QrCode({ json, label }: { json: () => Promise<string>; label: string }) {
  const { say } = useSurroundings();
  const [squares, setSquares] = useState<Squares | 'too-long' | null>(null);
  const show = async () => {
    const text = await packDocument(await json());
    if (text === undefined) {
      setSquares('too-long');
      return;
    }
    const { qrSquares } = await import('../check/draw-qr.ts');
    setSquares(qrSquares(text));
  };
  if (squares === 'too-long') return <p className="govuk-body">{say('qr.tooLong')}</p>;
  if (squares !== null) return <Drawn squares={squares} label={label} />;
  return (
    <div>
      <button type="button" className="govuk-button govuk-button--secondary no-print" onClick={() => void show()}>
        {say('qr.show')}
      </button>
    </div>
  );
}

function Drawn({ squares, label }: { squares: Squares; label: string }) {
  const size = squares.length;
  const path = squares.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <figure className="qr">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#ffffff" />
        <path d={path} fill="#000000" />
      </svg>
      <figcaption className="govuk-body-s">{label}</figcaption>
    </figure>
  );
}
