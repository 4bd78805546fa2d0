/** Who is using this browser: hooks for signing up, in and out, and for one's sessions. */
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, useCallback, useContext, useMemo, useRef, useSyncExternalStore } from "react";
import type { Problem } from "../api/problem";
import type { Id, Me, Page, SessionInfo } from "../api/types";
import { useEntries } from "../net/connection";
import { useNet } from "../net/context";
import { type Access, type LogInForm, type Session, type SignUpForm, withChange } from "./access";

export type { EndedReason, LogInForm, Session, SignUpForm } from "./access";

const AccessContext = createContext<Access | undefined>(undefined);

export const AccessProvider = AccessContext.Provider;

function useAccess(): Access {
  const access = useContext(AccessContext);
  if (!access) throw new Error("useSession is used outside of DataProvider");
  return access;
}

/** The session of this tab. It is known from the first render on: there is no "loading". */
export function useSession(): Session {
  const access = useAccess();
  return useSyncExternalStore(access.subscribe, access.session);
}

/** The signed-in person, with changes of the profile that are still on their way; or undefined. */
export function useMe(): Me | undefined {
  const session = useSession();
  const entries = useEntries();
  const me = session.status === "signed-in" ? session.person : undefined;
  return useMemo(() => {
    if (!me) return undefined;
    return entries.reduce((person, { event, state }) => {
      const changes = event.type === "person.changed" && event.person === me.id && state !== "failed";
      return changes ? withChange(person, event) : person;
    }, me);
  }, [me, entries]);
}

/** `mutate(form)`; `error` is a Problem whose `field("username")` belongs beside that input. */
export function useSignUp(): UseMutationResult<Me, Problem, SignUpForm> {
  const access = useAccess();
  const { outbox } = useNet();
  // The same form sent again after a lost answer is the same person.
  const sent = useRef<{ form: string; key: string }>(undefined);
  return useMutation({
    mutationFn: (form) => {
      const text = JSON.stringify(form);
      if (sent.current?.form !== text) sent.current = { form: text, key: outbox.key() };
      return access.signUp(form, sent.current.key);
    },
  });
}

export function useLogIn(): UseMutationResult<Me, Problem, LogInForm> {
  const access = useAccess();
  return useMutation({ mutationFn: (form) => access.logIn(form) });
}

/** Signs out here and now, even offline; what waits in the outbox is dropped (ask first: `useOutbox().waiting`). */
export function useLogOut(): () => Promise<void> {
  const access = useAccess();
  const { outbox } = useNet();
  return useCallback(() => {
    outbox.clear();
    return access.logOut();
  }, [access, outbox]);
}

const SESSIONS = ["sessions"];

/** Everywhere I am signed in. */
export function useSessions(): UseQueryResult<SessionInfo[], Problem> {
  const { client } = useNet();
  return useQuery<SessionInfo[], Problem>({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => {
      const answer = await client.request<Page<SessionInfo>>({
        path: "/auth/sessions",
        query: { limit: 100 },
        signal,
      });
      return answer.data.items;
    },
  });
}

/** `mutate(sessionId)`; that browser's sockets close at once. */
export function useRevokeSession(): UseMutationResult<void, Problem, Id> {
  const { client } = useNet();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id) => {
      await client.request({ method: "DELETE", path: `/auth/sessions/${id}` });
    },
    onSuccess: (_, id) => {
      queries.setQueryData<SessionInfo[]>(SESSIONS, (all) => all?.filter((session) => session.id !== id));
    },
  });
}
