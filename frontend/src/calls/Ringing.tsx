import { Phone, PhoneOff, Video } from "lucide-react";
import { useEffect } from "react";
import type { PersonBrief } from "../api/types";
import { Face } from "../presence/Face";
import { Button } from "../ui/Button";
import { ring } from "../ui/sounds";
import { CallFrame, CallProblem } from "./CallFrame";
import { usePhone } from "./data";
import { canCall } from "./media";

type RingingProps = { person: PersonBrief; video: boolean; busy: boolean; problem: string | undefined };

/** Somebody calls. */
export function Ringing({ person, video, busy, problem }: RingingProps) {
  const phone = usePhone();
  const name = person.display_name;
  const able = canCall();
  useTitle(`${name} is calling`);
  useEffect(ring, []);
  return (
    <CallFrame label={`${name} is calling${video ? " with video" : ""}`}>
      <div className="flex items-center gap-3">
        <Face person={person} size="large" />
        <p className="min-w-0" aria-live="assertive">
          <bdi className="block truncate font-title text-read font-[600]">{name}</bdi>
          <span className="text-note text-soft">{video ? "calls you with video" : "calls you"}</span>
        </p>
      </div>
      <CallProblem words={problem} />
      {!able && (
        <p className="mt-3 text-note text-soft">This browser cannot take calls. Answer on another device.</p>
      )}
      <div className="mt-4 flex flex-wrap gap-2 *:grow">
        {able && (
          <Button look="primary" icon={Phone} busy={busy} onClick={() => phone((it) => it.accept(false))}>
            Accept
          </Button>
        )}
        {able && video && (
          <Button icon={Video} disabled={busy} onClick={() => phone((it) => it.accept(true))}>
            With video
          </Button>
        )}
        <Button icon={PhoneOff} onClick={() => phone((it) => it.decline())}>
          Decline
        </Button>
      </div>
    </CallFrame>
  );
}

/** Says it where a tab that is not looked at can: in its name, over and over, for pages set theirs, too. */
function useTitle(words: string): void {
  useEffect(() => {
    const before = document.title;
    const timer = setInterval(() => {
      document.title = document.title === words ? before : words;
    }, 1000);
    return () => {
      clearInterval(timer);
      if (document.title === words) document.title = before;
    };
  }, [words]);
}
