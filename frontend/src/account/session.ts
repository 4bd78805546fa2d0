/** Who is using this browser: hooks for signing up, in and out, and for one's sessions. */
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Id, Me, SessionInfo } from "../api/types";

/** Why somebody who was signed in no longer is; undefined after a plain log out. */
export type EndedReason = "expired" | "ended";

export type Session =
  /** `restoring`: known from last time, the server has not confirmed it yet (it may be out of reach). */
  | { status: "signed-in"; person: Me; restoring: boolean }
  | { status: "signed-out"; ended: EndedReason | undefined };

export interface SignUpForm {
  username: string;
  email: string;
  password: string;
}

export interface LogInForm {
  /** Username or email. */
  login: string;
  password: string;
}

/** The session of this tab. It is known from the first render on: there is no "loading". */
export function useSession(): Session {
  throw new Error("being built");
}

/** The signed-in person, or undefined. */
export function useMe(): Me | undefined {
  throw new Error("being built");
}

/** `mutate(form)`; `error` is a Problem whose `field("username")` belongs beside that input. */
export function useSignUp(): UseMutationResult<Me, Problem, SignUpForm> {
  throw new Error("being built");
}

export function useLogIn(): UseMutationResult<Me, Problem, LogInForm> {
  throw new Error("being built");
}

/** Signs out here and now, even offline; what waits in the outbox is dropped (ask first: `useOutbox().waiting`). */
export function useLogOut(): () => Promise<void> {
  throw new Error("being built");
}

/** Everywhere I am signed in. */
export function useSessions(): UseQueryResult<SessionInfo[], Problem> {
  throw new Error("being built");
}

/** `mutate(sessionId)`; that browser's sockets close at once. */
export function useRevokeSession(): UseMutationResult<void, Problem, Id> {
  throw new Error("being built");
}
