import { Outlet, useMatches } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useMe } from "../account/session";
import { usePhoneState } from "../calls/data";
import { useDocked } from "../conversations/dock";
import { BottomBar } from "./BottomBar";
import { Rail } from "./Rail";
import { StatusLine } from "./StatusLine";
import { TopBar } from "./TopBar";
import { useKeys } from "./useKeys";

const Aside = lazy(async () => ({ default: (await import("./Aside")).Aside }));
const TalkAside = lazy(async () => ({ default: (await import("./TalkAside")).TalkAside }));
const GamesAside = lazy(async () => ({ default: (await import("../games/GamesAside")).GamesAside }));
const Telling = lazy(async () => ({ default: (await import("../notifications/Telling")).Telling }));
const Dock = lazy(async () => ({ default: (await import("../conversations/Dock")).Dock }));
const CallOverlay = lazy(async () => ({ default: (await import("../calls/CallOverlay")).CallOverlay }));
const KeysHelp = lazy(async () => ({ default: (await import("./KeysHelp")).KeysHelp }));

/** Pages that stand alone, without the rail and the aside. */
const alone = new Set(["/signup", "/login"]);

/** Rail, column, aside; on a phone the column with a bar at the foot. */
export function Shell() {
  const me = useMe();
  const path = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? "/" });
  const keys = useKeys();
  const landing = !me && path === "/";
  // A conversation takes the whole of a phone, and the place of what stands beside the column.
  const talking = path === "/conversations/$conversation";
  // So does a game.
  const playing = path === "/games/$game";
  const whole = talking || playing;
  const docked = useDocked();
  const calling = usePhoneState().call !== undefined;
  return (
    <>
      <a
        href="#column"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-text px-4 py-2 text-ground focus:translate-y-0"
      >
        Skip to the page
      </a>
      {me && calling && (
        <Suspense>
          <CallOverlay />
        </Suspense>
      )}
      <StatusLine />
      {!alone.has(path) && (
        <div className={whole ? "max-wide:hidden" : ""}>
          <TopBar landing={landing} />
        </div>
      )}
      {landing || alone.has(path) ? (
        <Main wide />
      ) : (
        <div className="mx-auto flex max-w-[77rem] justify-center wide:gap-6 wide:px-4 full:gap-8 full:px-6">
          <Rail />
          <Main tall={talking} />
          <div className="hidden w-68 shrink-0 full:block">
            <Suspense>{talking && me ? <TalkAside /> : playing && me ? <GamesAside /> : <Aside />}</Suspense>
          </div>
        </div>
      )}
      {me && !whole && <BottomBar />}
      {me && (
        <Suspense>
          <Telling me={me.id} />
        </Suspense>
      )}
      {me && docked && !path.startsWith("/conversations") && (
        <Suspense>
          <Dock key={docked} id={docked} />
        </Suspense>
      )}
      {keys.helping && (
        <Suspense>
          <KeysHelp onClose={keys.stopHelping} />
        </Suspense>
      )}
    </>
  );
}

/** `tall`: its page is as high as the window and ends there. */
function Main({ wide = false, tall = false }: { wide?: boolean; tall?: boolean }) {
  const column = `bg-surface wide:border-x wide:border-line ${tall ? "" : "pb-24 wide:pb-16"}`;
  return (
    <main
      id="column"
      tabIndex={-1}
      className={`min-h-dvh min-w-0 grow outline-none ${wide ? "" : `max-w-column ${column}`}`}
    >
      <Suspense>
        <Outlet />
      </Suspense>
    </main>
  );
}
