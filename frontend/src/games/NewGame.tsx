import { useNavigate } from "@tanstack/react-router";
import { Play, UserRoundPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { attempt } from "../account/attempt";
import { useGuard } from "../account/useGuard";
import type { ClockSetup, Id, PersonBrief } from "../api/types";
import { Button } from "../ui/Button";
import { useGameActions } from "./actions";
import { Emblem } from "./Emblem";
import { KINDS, rulesOf } from "./kinds";
import { clockWords } from "./words";

const Invite = lazy(async () => ({ default: (await import("./Invite")).Invite }));

const CLOCKS: readonly (ClockSetup | undefined)[] = [
  undefined,
  { initial_s: 180, increment_s: 2 },
  { initial_s: 600, increment_s: 0 },
  { initial_s: 1800, increment_s: 0 },
];

/** What to play and how long, then with whom: whoever waits, or somebody one asks. `guest`: whom, if that is known. */
export function NewGame({ guest }: { guest: PersonBrief | undefined }) {
  const [kind, setKind] = useState(KINDS[0] ?? "");
  const [clock, setClock] = useState<ClockSetup>();
  const [busy, setBusy] = useState(false);
  const [inviting, setInviting] = useState(false);
  const { play, open } = useGameActions();
  const navigate = useNavigate();
  const guard = useGuard();

  const begin = async (ask: () => Promise<Id>) => {
    setBusy(true);
    const done = await attempt(async () => {
      const game = await ask();
      await navigate({ to: "/games/$game", params: { game } });
    });
    setBusy(false);
    return done;
  };
  const invite = async (person: Id) => {
    if (await begin(() => open(kind, clock, person))) setInviting(false);
  };

  return (
    <section aria-label="Play" className="border-b border-line px-4 py-5 wide:px-6">
      <Kinds kind={kind} onPick={setKind} />
      <p className="mt-3 text-body text-soft">{rulesOf(kind).about}</p>
      <Clocks clock={clock} onPick={setClock} />
      <div className="mt-5 flex flex-wrap gap-2">
        {guest && (
          <Button look="primary" icon={UserRoundPlus} busy={busy} onClick={() => void invite(guest.id)}>
            Invite {guest.display_name}
          </Button>
        )}
        <Button
          look={guest ? "outline" : "primary"}
          icon={Play}
          busy={busy}
          onClick={() => guard("play") && void begin(() => play(kind, clock))}
        >
          Play now
        </Button>
        <Button icon={UserRoundPlus} onClick={() => guard("invite somebody") && setInviting(true)}>
          Invite somebody{guest && " else"}
        </Button>
      </div>
      {inviting && (
        <Suspense>
          <Invite
            name={rulesOf(kind).name}
            onPick={(person) => void invite(person.id)}
            onClose={() => setInviting(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

const choice =
  "rounded-control border border-edge/60 text-soft transition-colors has-checked:border-text has-checked:bg-shade has-checked:font-[550] has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool hover:bg-shade";

function Kinds({ kind, onPick }: { kind: string; onPick: (kind: string) => void }) {
  return (
    <fieldset className="grid grid-cols-[repeat(auto-fit,minmax(6.25rem,1fr))] gap-2">
      <legend className="sr-only">What to play</legend>
      {KINDS.map((each) => (
        <label
          key={each}
          data-pick
          className={`flex min-h-27 flex-col items-center justify-center gap-2 px-1 text-center text-note ${choice}`}
        >
          <input
            type="radio"
            name="kind"
            className="sr-only"
            checked={each === kind}
            onChange={() => onPick(each)}
          />
          <Emblem kind={each} />
          {rulesOf(each).name}
        </label>
      ))}
    </fieldset>
  );
}

function Clocks({
  clock,
  onPick,
}: {
  clock: ClockSetup | undefined;
  onPick: (clock: ClockSetup | undefined) => void;
}) {
  return (
    <fieldset className="mt-4 flex flex-wrap gap-2">
      <legend className="mb-2 text-note font-[550] text-soft">Time for each</legend>
      {CLOCKS.map((each) => (
        <label
          key={clockWords(each)}
          data-pick
          className={`inline-flex min-h-9 items-center px-3 text-note ${choice}`}
        >
          <input
            type="radio"
            name="clock"
            className="sr-only"
            checked={each === clock}
            onChange={() => onPick(each)}
          />
          {each ? clockWords(each) : "No clock"}
        </label>
      ))}
    </fieldset>
  );
}
