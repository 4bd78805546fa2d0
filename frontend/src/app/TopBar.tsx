import { Link } from "@tanstack/react-router";
import { Dices, Search } from "lucide-react";
import { useMe } from "../account/session";
import { BellLink } from "../notifications/Bell";
import { ButtonLink } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Wordmark } from "../ui/Wordmark";
import { ConnectionNote } from "./ConnectionNote";
import { Turns } from "./PlaceCount";

/** The name of the house, on a phone and for who is not signed in; the rail has it otherwise. */
export function TopBar({ landing }: { landing: boolean }) {
  const me = useMe();
  return (
    <header className={`border-b border-line bg-ground ${me ? "wide:hidden" : landing ? "" : "full:hidden"}`}>
      <div className="mx-auto flex min-h-14 max-w-[64rem] items-center justify-between gap-3 px-4 wide:px-6">
        <Link to="/" aria-label="Loggia, to the start" className="rounded-control">
          <Wordmark />
        </Link>
        {me ? (
          <span className="flex items-center gap-1">
            <ConnectionNote />
            <Link
              to="/games"
              className="relative inline-flex size-11 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text data-[status=active]:text-text"
            >
              <Icon of={Dices} />
              <span className="sr-only">Games</span>
              <span className="absolute -top-0.5 left-1/2 ml-1">
                <Turns />
              </span>
            </Link>
            <Link
              to="/search"
              aria-label="Search"
              className="inline-flex size-11 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text data-[status=active]:text-text"
            >
              <Icon of={Search} />
            </Link>
            <BellLink />
          </span>
        ) : (
          <nav aria-label="Account" className="flex gap-1.5">
            <ButtonLink to="/login" look="plain" size="small">
              Sign in
            </ButtonLink>
            <ButtonLink to="/signup" size="small">
              Sign up
            </ButtonLink>
          </nav>
        )}
      </div>
    </header>
  );
}
