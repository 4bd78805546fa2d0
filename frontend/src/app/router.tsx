import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent as lazy,
  redirect,
} from "@tanstack/react-router";
import type { FeedSort, SearchIn } from "../api/types";
import { Crash } from "./Crash";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

/** Every place of the site, in one list. A page's code loads when one goes there (or is about to). */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const places: readonly SearchIn[] = ["people", "posts", "messages"];
const sorts: readonly FeedSort[] = ["new", "hot", "top", "rising"];

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (search): { sort?: FeedSort } => {
    const sort = sorts.find((known) => known === search.sort && known !== "new");
    return sort ? { sort } : {};
  },
  component: lazy(() => import("../posts/HomePage"), "HomePage"),
});

/** `next`: where to go once signed in; only ever a path of this site. */
const withNext = (search: Record<string, unknown>): { next?: string } => {
  const { next } = search;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
};

const signup = createRoute({
  getParentRoute: () => root,
  path: "/signup",
  validateSearch: withNext,
  component: lazy(() => import("../account/SignUpPage"), "SignUpPage"),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: withNext,
  component: lazy(() => import("../account/LogInPage"), "LogInPage"),
});

const write = createRoute({
  getParentRoute: () => root,
  path: "/write",
  component: lazy(() => import("../posts/WritePage"), "WritePage"),
});

const post = createRoute({
  getParentRoute: () => root,
  path: "/posts/$post",
  component: lazy(() => import("../posts/PostPage"), "PostPage"),
});

const history = createRoute({
  getParentRoute: () => root,
  path: "/posts/$post/history",
  component: lazy(() => import("../posts/HistoryPage"), "HistoryPage"),
});

const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  validateSearch: (search): { q?: string } =>
    typeof search.q === "string" && search.q ? { q: search.q } : {},
  component: lazy(() => import("../people/PeoplePage"), "PeoplePage"),
});

/** `who`: an id, or `@username`. */
const profile = createRoute({
  getParentRoute: () => root,
  path: "/people/$who",
  component: lazy(() => import("../people/ProfilePage"), "ProfilePage"),
});

/** What mentions in texts link to. */
const mention = createRoute({
  getParentRoute: () => root,
  path: "/@{$username}",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/people/$who", params: { who: `@${params.username}` }, replace: true });
  },
});

const friends = createRoute({
  getParentRoute: () => root,
  path: "/friends",
  component: lazy(() => import("../friends/FriendsPage"), "FriendsPage"),
});

const conversations = createRoute({
  getParentRoute: () => root,
  path: "/conversations",
  component: lazy(() => import("../conversations/ConversationsPage"), "ConversationsPage"),
});

const conversation = createRoute({
  getParentRoute: () => root,
  path: "/conversations/$conversation",
  // A message to go to.
  validateSearch: (search): { message?: string } =>
    typeof search.message === "string" && search.message !== "" ? { message: search.message } : {},
  component: lazy(() => import("../conversations/ConversationPage"), "ConversationPage"),
});

const rooms = createRoute({
  getParentRoute: () => root,
  path: "/rooms",
  component: lazy(() => import("../conversations/RoomsPage"), "RoomsPage"),
});

/** `with`: somebody's username, to be invited. */
const games = createRoute({
  getParentRoute: () => root,
  path: "/games",
  validateSearch: (search): { with?: string } =>
    typeof search.with === "string" && search.with !== "" ? { with: search.with } : {},
  component: lazy(() => import("../games/GamesPage"), "GamesPage"),
});

/** `at`: as it stood after that many moves. */
const game = createRoute({
  getParentRoute: () => root,
  path: "/games/$game",
  validateSearch: (search): { at?: number } => {
    const at = Number(search.at);
    return search.at !== undefined && Number.isInteger(at) && at >= 0 ? { at } : {};
  },
  component: lazy(() => import("../games/GamePage"), "GamePage"),
});

const leaderboard = createRoute({
  getParentRoute: () => root,
  path: "/leaderboard",
  validateSearch: (search): { kind?: string } =>
    typeof search.kind === "string" && search.kind !== "" ? { kind: search.kind } : {},
  component: lazy(() => import("../games/LeaderboardPage"), "LeaderboardPage"),
});

const notifications = createRoute({
  getParentRoute: () => root,
  path: "/notifications",
  component: lazy(() => import("../notifications/NotificationsPage"), "NotificationsPage"),
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  validateSearch: (search): { q?: string; in?: SearchIn } => ({
    ...(typeof search.q === "string" && search.q !== "" && { q: search.q }),
    ...(places.includes(search.in as SearchIn) && { in: search.in as SearchIn }),
  }),
  component: lazy(() => import("../search/SearchPage"), "SearchPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazy(() => import("../account/SettingsPage"), "SettingsPage"),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/settings/sessions",
  component: lazy(() => import("../account/SessionsPage"), "SessionsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signup,
    login,
    write,
    post,
    history,
    people,
    profile,
    mention,
    friends,
    conversations,
    conversation,
    rooms,
    games,
    game,
    leaderboard,
    notifications,
    search,
    settings,
    sessions,
  ]),
  // Profiles read /people/@name.
  pathParamsAllowedCharacters: ["@"],
  defaultPreload: "intent",
  defaultErrorComponent: Crash,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
