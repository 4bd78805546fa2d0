import { useEffect, useRef } from "react";

type PictureProps = {
  of: MediaStream | MediaStreamTrack;
  label: string;
  fit: "cover" | "contain";
  muted?: boolean;
  /** As in a mirror: one's own face. */
  mirrored?: boolean;
  /** Heard but not seen. */
  hidden?: boolean;
};

/** What comes from a camera or a screen, live. */
export function Picture({ of, label, fit, muted = false, mirrored = false, hidden = false }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const place = video.current;
    if (!place) return;
    place.srcObject = of instanceof MediaStream ? of : new MediaStream([of]);
    // Refused where nobody has touched the page yet; the next touch starts it.
    void place.play().catch(() => {});
    return () => {
      place.srcObject = null;
    };
  }, [of]);
  const shape = `${fit === "cover" ? "object-cover" : "object-contain"} ${mirrored ? "-scale-x-100" : ""}`;
  return (
    <video
      ref={video}
      aria-label={label}
      autoPlay
      playsInline
      muted={muted}
      className={`size-full ${shape} ${hidden ? "invisible" : ""}`}
    />
  );
}
