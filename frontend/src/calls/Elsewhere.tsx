import { PhoneOff } from "lucide-react";
import type { PersonBrief } from "../api/types";
import { Face } from "../presence/Face";
import { Button } from "../ui/Button";
import { CallFrame, CallProblem } from "./CallFrame";
import { usePhone } from "./data";
import { canCall } from "./media";

type ElsewhereProps = { person: PersonBrief; on: boolean; problem: string | undefined };

/** One is in a call that this tab has no part in: another one has, or had before it was loaded anew. */
export function Elsewhere({ person, on, problem }: ElsewhereProps) {
  const phone = usePhone();
  const name = person.display_name;
  return (
    <CallFrame label={`Your call with ${name}`}>
      <div className="flex items-center gap-3">
        <Face person={person} size="large" />
        <p className="min-w-0">
          <bdi className="block truncate font-title text-read font-[600]">{name}</bdi>
          <span className="text-note text-soft">
            {on
              ? "You are in a call, in another tab or on another device."
              : "You are calling, from elsewhere."}
          </span>
        </p>
      </div>
      <CallProblem words={problem} />
      <div className="mt-4 flex flex-wrap gap-2 *:grow">
        {on && canCall() && (
          <Button look="primary" onClick={() => phone((it) => it.takeOver())}>
            Talk here
          </Button>
        )}
        <Button icon={PhoneOff} onClick={() => phone((it) => it.hangUp())}>
          Hang up
        </Button>
      </div>
    </CallFrame>
  );
}
