import {
  Dices,
  House,
  type LucideIcon,
  MessagesSquare,
  PenLine,
  Search,
  Settings,
  UserRound,
  UsersRound,
} from "lucide-react";
import { useMe } from "../account/session";

export type Place = {
  name: string;
  icon: LucideIcon;
  to: "/" | "/search" | "/conversations" | "/write" | "/people" | "/people/$who" | "/games" | "/settings";
  params: { who: string };
  /** Only this very address counts as being there, not what lies below it. */
  exact: boolean;
  /** Pages that belong to it without lying below its address. */
  covers?: string;
  /** On a phone there is room for five; this one is found from another. */
  wide?: boolean;
};

/** The places of the rail and of the bar at the foot, in their order; for somebody who is signed in. */
export function usePlaces(): Place[] {
  const me = useMe();
  if (!me) return [];
  const params = { who: `@${me.username}` };
  return [
    { name: "Feed", icon: House, to: "/", params, exact: true },
    { name: "Talk", icon: MessagesSquare, to: "/conversations", params, exact: false, covers: "/rooms" },
    { name: "Write", icon: PenLine, to: "/write", params, exact: true },
    { name: "People", icon: UsersRound, to: "/people", params, exact: true, covers: "/friends" },
    { name: "Games", icon: Dices, to: "/games", params, exact: false, covers: "/leaderboard", wide: true },
    { name: "You", icon: UserRound, to: "/people/$who", params, exact: true },
    { name: "Search", icon: Search, to: "/search", params, exact: true, wide: true },
    { name: "Settings", icon: Settings, to: "/settings", params, exact: false, wide: true },
  ];
}
