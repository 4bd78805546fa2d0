import { useMe } from "../account/session";
import { FeedPage } from "./FeedPage";
import { LandingPage } from "./LandingPage";

/** The start: the feed for who belongs here, the front of the house for who comes by. */
export function HomePage() {
  return useMe() ? <FeedPage /> : <LandingPage />;
}
