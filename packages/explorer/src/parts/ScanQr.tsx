/** Scans a QR code with the camera. Its pictures stay in the page; the camera is off as soon as a code is found. */
import { useEffect, useRef, useState } from 'react';
import { useSurroundings } from '../context.ts';

const LOOK_EVERY_MS = 200;

export function ScanQr({ found }: { found: (text: string) => void }) {
  const { say } = useSurroundings();
  const [isOn, setOn] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(found);
  tell.current = found;

  useEffect(() => {
    if (!isOn) return;
    let stream: MediaStream | undefined;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = async () => {
      const { findQrText } = await import('../check/scan-qr.ts');
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (!isCurrent || !video.current) {
        stop(stream);
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      const look = () => {
        const text = video.current ? findQrText(video.current) : undefined;
        if (text === undefined) {
          if (isCurrent) timer = setTimeout(look, LOOK_EVERY_MS);
          return;
        }
        setOn(false);
        tell.current(text);
      };
      look();
    };
    watch().catch(() => {
      if (!isCurrent) return;
      setOn(false);
      setRefused(true);
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      stop(stream);
    };
  }, [isOn]);

  return (
    <div className="govuk-form-group no-print">
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        onClick={() => {
          setRefused(false);
          setOn(!isOn);
        }}
      >
        {say(isOn ? 'scan.stop' : 'scan.start')}
      </button>
      {isRefused && (
        <p className="govuk-error-message" role="alert">
          {say('scan.noCamera')}
        </p>
      )}
      {isOn && (
        <div className="scan">
          <p className="govuk-body" role="status">
            {say('scan.hint')}
          </p>
          <video ref={video} className="scan__video" muted playsInline aria-label={say('scan.start')} />
        </div>
      )}
    </div>
  );
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
