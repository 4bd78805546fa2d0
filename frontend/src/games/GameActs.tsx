import { useNavigate } from "@tanstack/react-router";
import { Flag, Handshake, RotateCcw, UserRoundX, X } from "lucide-react";
import { useState } from "react";
import { attempt } from "../account/attempt";
import { useMe } from "../account/session";
import { useGuard } from "../account/useGuard";
import type { Game, Seat } from "../api/types";
import { Button, ButtonLink } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
import { useGameActions } from "./actions";
import { other } from "./rules";
import { nameOf } from "./words";

interface ActsProps {
  game: Game;
  seat: Seat | undefined;
}

/** What one can do beside moving: sit down, offer, answer, give up, play again. */
export function GameActs({ game, seat }: ActsProps) {
  if (game.state === "open") return <BeforeActs game={game} seat={seat} />;
  if (game.state === "active") return seat ? <RunningActs game={game} seat={seat} /> : null;
  return <AfterActs game={game} seat={seat} />;
}

function BeforeActs({ game, seat }: ActsProps) {
  const { join, cancel } = useGameActions();
  const guard = useGuard();
  const [busy, act] = useBusy();
  const me = useMe()?.id;
  if (seat) {
    return (
      <Button busy={busy} icon={X} onClick={() => void act(() => cancel(game.id))}>
        Call it off
      </Button>
    );
  }
  return (
    <>
      {me !== undefined && game.invited?.id === me && (
        <Button look="plain" busy={busy} onClick={() => void act(() => cancel(game.id))}>
          Not now
        </Button>
      )}
      <Button look="primary" busy={busy} onClick={() => guard("play") && void act(() => join(game.id))}>
        Sit down and play
      </Button>
    </>
  );
}

function RunningActs({ game, seat }: { game: Game; seat: Seat }) {
  const { resign, draw, declineDraw, claim } = useGameActions();
  const [asking, setAsking] = useState<"resign" | "draw">();
  const [busy, act] = useBusy();
  const opponent = nameOf(game, other(seat));
  const close = (open: boolean) => !open && setAsking(undefined);
  const entries: MenuEntry[] = [
    ...(game.draw_offered_by
      ? []
      : [{ label: "Offer a draw", icon: Handshake, onPick: () => setAsking("draw") }]),
    ...(game.clock || game.turn === seat
      ? []
      : [{ label: "They are gone", icon: UserRoundX, onPick: () => void act(() => claim(game.id)) }]),
    { label: "Resign", icon: Flag, danger: true, onPick: () => setAsking("resign") },
  ];
  return (
    <>
      {game.draw_offered_by === other(seat) && (
        <span className="flex flex-wrap items-center gap-2">
          <Button size="small" busy={busy} icon={Handshake} onClick={() => void act(() => draw(game.id))}>
            Accept the draw
          </Button>
          <Button size="small" look="plain" busy={busy} onClick={() => void act(() => declineDraw(game.id))}>
            Play on
          </Button>
        </span>
      )}
      <Menu entries={entries} />
      <Confirm
        open={asking === "resign"}
        onOpenChange={close}
        title="Give this game up?"
        action="Resign"
        keep="Play on"
        onConfirm={() => void act(() => resign(game.id))}
      >
        {opponent} wins then. It cannot be taken back.
      </Confirm>
      <Confirm
        open={asking === "draw"}
        onOpenChange={close}
        title="Offer a draw?"
        action="Offer it"
        keep="Play on"
        onConfirm={() => void act(() => draw(game.id))}
      >
        {opponent} may accept or play on.
      </Confirm>
    </>
  );
}

function AfterActs({ game, seat }: ActsProps) {
  const { rematch } = useGameActions();
  const [busy, act] = useBusy();
  const navigate = useNavigate();
  if (game.rematch) {
    return (
      <ButtonLink to="/games/$game" params={{ game: game.rematch }} look="primary">
        To the rematch
      </ButtonLink>
    );
  }
  const again = async () => {
    const next = await rematch(game.id);
    if (next) await navigate({ to: "/games/$game", params: { game: next } });
  };
  const offered = game.rematch_offered_by;
  return (
    <span className="flex flex-wrap gap-2">
      {seat && game.state === "finished" && (
        <Button
          look="primary"
          icon={RotateCcw}
          busy={busy}
          disabled={offered === seat}
          onClick={() => void act(again)}
        >
          {offered === other(seat) ? "Accept the rematch" : offered ? "Rematch offered" : "Rematch"}
        </Button>
      )}
      <ButtonLink to="/games">To the games</ButtonLink>
    </span>
  );
}

/** One deed at a time; a refusal is said. */
function useBusy(): [boolean, (deed: () => Promise<unknown>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const act = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    await attempt(deed);
    setBusy(false);
  };
  return [busy, act];
}
