import { Link } from "@tanstack/react-router";
import { useMe } from "../account/session";
import { ButtonLink } from "../ui/Button";
import { Wordmark } from "../ui/Wordmark";
import { ConnectionNote } from "./ConnectionNote";

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
          <ConnectionNote />
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
