import { type RefObject, useEffect, useRef } from "react";

type PictureProps = {
  of: MediaStreamTrack;
  label: string;
  fit: "cover" | "contain";
  /** As in a mirror: one's own face. */
  mirrored?: boolean;
};

/** What comes from a camera or a screen, live and without sound. */
export function Picture({ of, label, fit, mirrored = false }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  useLive(video, of);
  const shape = `${fit === "cover" ? "object-cover" : "object-contain"} ${mirrored ? "-scale-x-100" : ""}`;
  return <video ref={video} aria-label={label} autoPlay playsInline muted className={`size-full ${shape}`} />;
}

/** What comes from a microphone, live. By itself: with a picture that has not come it would wait for it. */
export function Sound({ of, label }: { of: MediaStreamTrack; label: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  useLive(audio, of);
  // biome-ignore lint/a11y/useMediaCaption: nobody has written down what is being said
  return <audio ref={audio} aria-label={label} autoPlay />;
}

function useLive(element: RefObject<HTMLMediaElement | null>, of: MediaStreamTrack): void {
  useEffect(() => {
    const place = element.current;
    if (!place) return;
    place.srcObject = new MediaStream([of]);
    const over = new AbortController();
    const play = () => place.play().catch(() => {});
    // Refused where nobody has touched the page since it was loaded; the next touch starts it.
    for (const touch of ["pointerup", "keyup"])
      document.addEventListener(touch, play, { signal: over.signal });
    void play();
    return () => {
      over.abort();
      place.srcObject = null;
    };
  }, [element, of]);
}
