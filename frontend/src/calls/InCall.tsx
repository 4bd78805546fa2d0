import {
  Maximize2,
  Mic,
  MicOff,
  Minimize2,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Video,
  VideoOff,
} from "lucide-react";
import { useEffect, useState } from "react";
import type { PersonBrief } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/IconButton";
import { CallProblem } from "./CallFrame";
import { usePhone } from "./data";
import { canShare } from "./media";
import { Picture, Sound } from "./Picture";
import type { PartState } from "./part";
import type { CallNow } from "./phone";
import { clockOf, statusOf } from "./words";

type InCallProps = {
  person: PersonBrief;
  call: CallNow;
  /** Undefined while one is still being asked for the microphone. */
  part: PartState | undefined;
  problem: string | undefined;
};

/** The call itself: their picture, one's own in the corner, what one can do. Large, or in a corner of the window. */
export function InCall({ person, call, part, problem }: InCallProps) {
  const [large, setLarge] = useState(call.video);
  const name = person.display_name;
  const shown = part?.theirs.picture !== "none" ? part?.sight : undefined;
  const status = statusOf(call, part);
  // Below the head of the page, which leads back; lower while there is nothing to see.
  const small = `inset-x-3 top-[4.25rem] ${shown || part?.own ? "h-72" : "h-56"} wide:top-3 wide:right-6 wide:left-auto wide:w-[22rem]`;
  const place = large ? "inset-0" : `${small} rounded-panel border border-line shadow-float`;
  return (
    <section
      aria-label={`Call with ${name}`}
      className={`fixed z-40 flex flex-col overflow-hidden bg-ground ${place}`}
    >
      <header className="flex items-center gap-2 py-2 pr-2 pl-4">
        <p className="min-w-0 grow truncate">
          <bdi className="font-title text-read font-[600]">{name}</bdi>{" "}
          <span className="text-note text-soft" aria-live="polite">
            {shown && status}
          </span>
        </p>
        <Duration since={part?.link === "connected" ? call.acceptedAt : undefined} />
        <IconButton
          icon={large ? Minimize2 : Maximize2}
          label={large ? "Make it small" : "Make it large"}
          edge
          size={18}
          onClick={() => setLarge(!large)}
        />
      </header>
      <div className="relative mx-2 min-h-0 grow overflow-hidden rounded-panel bg-shade">
        {part?.sound && <Sound of={part.sound} label={`The voice of ${name}`} />}
        {part && shown ? (
          <Picture
            of={shown}
            label={part.theirs.picture === "screen" ? `The screen of ${name}` : `${name}, live`}
            fit={part.theirs.picture === "screen" ? "contain" : "cover"}
          />
        ) : (
          <div className="absolute inset-0 flex flex-col items-center justify-center">
            <Avatar person={person} size={large ? "huge" : "large"} />
            <p className={`text-soft ${large ? "mt-4 text-read" : "mt-1 text-note"}`} aria-live="polite">
              {status || (part?.theirs.muted && `${name} is muted`)}
            </p>
          </div>
        )}
        {shown && part?.theirs.muted && (
          <p className="absolute top-2 left-2 rounded-small bg-raised px-2 py-1 text-note">{name} is muted</p>
        )}
        {part?.own && (
          <div className="absolute right-2 bottom-2 aspect-video w-1/4 min-w-24 overflow-hidden rounded-control border border-line bg-raised">
            <Picture of={part.own} label="You" mirrored={part.picture === "camera"} fit="cover" />
          </div>
        )}
      </div>
      <div className="px-2">
        <CallProblem words={problem} />
      </div>
      <Controls part={part} />
    </section>
  );
}

function Controls({ part }: { part: PartState | undefined }) {
  const phone = usePhone();
  const look = "size-11 border border-edge/60 bg-surface";
  return (
    <div className="flex items-center justify-center gap-3 px-2 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {part && (
        <>
          <IconButton
            icon={part.muted ? MicOff : Mic}
            label={part.muted ? "Unmute" : "Mute"}
            aria-pressed={part.muted}
            className={look}
            onClick={() => phone((it) => it.mute(!part.muted))}
          />
          <IconButton
            icon={part.picture === "camera" ? Video : VideoOff}
            label={part.picture === "camera" ? "Turn the camera off" : "Turn the camera on"}
            aria-pressed={part.picture === "camera"}
            disabled={part.picture === "screen"}
            className={`${look} disabled:opacity-55`}
            onClick={() => phone((it) => it.showCamera(part.picture !== "camera"))}
          />
          {canShare() && (
            <IconButton
              icon={part.picture === "screen" ? MonitorX : MonitorUp}
              label={part.picture === "screen" ? "Stop showing your screen" : "Show your screen"}
              aria-pressed={part.picture === "screen"}
              className={look}
              onClick={() => phone((it) => it.showScreen(part.picture !== "screen"))}
            />
          )}
        </>
      )}
      <IconButton
        icon={PhoneOff}
        label="Hang up"
        className="size-11 bg-alarm text-on-alarm! hover:bg-[color-mix(in_oklab,var(--alarm)_90%,var(--text))]"
        onClick={() => phone((it) => it.hangUp())}
      />
    </div>
  );
}

/** How long one has talked; not said again every second. */
function Duration({ since }: { since: string | undefined }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  if (since === undefined) return null;
  return (
    <span role="timer" className="text-note text-soft tabular-nums">
      {clockOf(now - Date.parse(since))}
    </span>
  );
}
