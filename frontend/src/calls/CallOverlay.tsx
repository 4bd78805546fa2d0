import { useMe } from "../account/session";
import { unnamed } from "../people/brief";
import { useNames } from "../people/names";
import { usePhoneState } from "./data";
import { Elsewhere } from "./Elsewhere";
import { InCall } from "./InCall";
import { Ringing } from "./Ringing";

/** The call one is in, over whatever page one reads. */
export function CallOverlay() {
  const me = useMe()?.id;
  const state = usePhoneState();
  const { call, part } = state;
  const otherId = call && (call.caller === me ? call.callee : call.caller);
  const other = useNames(otherId === undefined ? [] : [otherId]).get(otherId ?? "");
  if (!call || otherId === undefined) return null;
  const person = other ?? { ...unnamed(otherId), display_name: "Somebody" };
  if (call.acceptedAt === undefined && call.callee === me) {
    return <Ringing person={person} video={call.video} busy={state.busy} problem={state.problem} />;
  }
  if (!part && !state.busy) {
    return <Elsewhere person={person} on={call.acceptedAt !== undefined} problem={state.problem} />;
  }
  return <InCall person={person} call={call} part={part} problem={state.problem} />;
}
