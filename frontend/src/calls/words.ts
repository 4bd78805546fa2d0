/** A call in words. Pure. */
import type { PartState } from "./part";
import type { CallNow } from "./phone";

/** What is going on, for who looks and for who listens. */
export function statusOf(
  call: Pick<CallNow, "acceptedAt">,
  part: Pick<PartState, "link"> | undefined,
): string {
  if (!part) return "Waiting for your microphone …";
  if (call.acceptedAt === undefined) return "Calling …";
  switch (part.link) {
    case "waiting":
    case "connecting":
      return "Connecting …";
    case "lost":
      return "Connecting again …";
    case "connected":
      return "";
  }
}

/** 65,000 ms → 1:05; an hour and more: 1:00:05. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}
