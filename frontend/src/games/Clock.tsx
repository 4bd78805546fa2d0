import { Timer } from "lucide-react";
import { useEffect, useState } from "react";
import type { Game, Seat } from "../api/types";
import { useNet } from "../net/context";
import { Icon } from "../ui/Icon";
import { left } from "./fold";
import { timeLeft } from "./words";

const TICK_MS = 100;
const SHORT_MS = 20_000;

/** What somebody has left, running while it is their turn; nothing in a game without a clock. */
export function Clock({ game, seat }: { game: Game; seat: Seat }) {
  const { time } = useNet();
  const clock = game.clock;
  const running = clock?.running === seat && game.state === "active";
  const [, tick] = useState(0);
  useEffect(() => {
    if (!running) return;
    const timer = window.setInterval(() => tick((n) => n + 1), TICK_MS);
    return () => window.clearInterval(timer);
  }, [running]);
  if (!clock) return null;
  const rest = left(clock, time.current())[seat === "first" ? "first_ms" : "second_ms"];
  const short = running && rest < SHORT_MS;
  const look = running ? (short ? "bg-alarm text-on-alarm" : "bg-text text-ground") : "bg-shade text-soft";
  return (
    <span
      role="timer"
      data-figures
      className={`inline-flex min-h-9 items-center gap-1.5 rounded-control px-2.5 text-read font-[600] transition-colors ${look}`}
    >
      <Icon of={Timer} size={16} />
      {timeLeft(rest)}
    </span>
  );
}
