/** Microphone, camera and screen, and what is wrong with them in words. No React. */

/** What this browser gives to a call. */
export interface Media {
  audio: MediaStreamTrack;
  video: MediaStreamTrack | undefined;
  /** Why there is no picture although one was asked for. */
  missing: string | undefined;
}

/** Whether this browser can call at all; it cannot where the page did not come by https. */
export function canCall(): boolean {
  return typeof RTCPeerConnection === "function" && navigator.mediaDevices?.getUserMedia !== undefined;
}

export function canShare(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** The microphone, and the camera when it is wanted and there. Throws an error with words for a person. */
export async function openMedia(video: boolean): Promise<Media> {
  const audio = await open("audio");
  if (!video) return { audio, video: undefined, missing: undefined };
  try {
    return { audio, video: await open("video"), missing: undefined };
  } catch (error) {
    return { audio, video: undefined, missing: error instanceof Error ? error.message : undefined };
  }
}

export function openCamera(): Promise<MediaStreamTrack> {
  return open("video");
}

/** The screen, a window or a tab; undefined when somebody thought better of it. */
export async function openScreen(): Promise<MediaStreamTrack | undefined> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    return stream.getVideoTracks()[0];
  } catch (error) {
    if (nameOf(error) === "NotAllowedError") return undefined;
    throw new Error("Your screen cannot be shown from this browser.");
  }
}

async function open(kind: "audio" | "video"): Promise<MediaStreamTrack> {
  const wanted =
    kind === "audio" ? { echoCancellation: true, noiseSuppression: true } : { width: { ideal: 1280 } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
    const [track] = stream.getTracks();
    if (track) return track;
  } catch (error) {
    throw new Error(wordsFor(kind, nameOf(error)));
  }
  throw new Error(wordsFor(kind, "NotFoundError"));
}

/** What the browser's refusal means to a person. */
export function wordsFor(kind: "audio" | "video", name: string): string {
  const device = kind === "audio" ? "microphone" : "camera";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return `Your browser does not let Loggia use the ${device}. Allow it beside the address, then try again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found. Connect one, then try again.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${device} is in use elsewhere. Close what uses it, then try again.`;
    default:
      return `The ${device} does not work. Try again, or another browser.`;
  }
}

function nameOf(error: unknown): string {
  return error instanceof DOMException || error instanceof Error ? error.name : "";
}
