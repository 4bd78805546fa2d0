/** What a conversation keeps in sight; live. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Id, Message } from "../api/types";
import { useNet } from "../net/context";
import type { LiveQuery } from "../net/live";
import { type Loading, useLive } from "../net/useLive";
import type { MessageRow } from "./messages";
import { foldPins, type PinsState } from "./pinsFold";
import { readPins } from "./queries";

function pinsKey(conversation: Id): readonly string[] {
  return ["pins", conversation];
}

function livePins(queries: QueryClient, conversation: Id): LiveQuery<PinsState> {
  return {
    load: (read) => readPins(read, queries, conversation),
    fold: foldPins,
    position: (state) => state.position,
    topics: (state) => [[`conversation:${conversation}`, state.position]],
  };
}

const NONE: readonly Message[] = [];

/** The latest pin first. */
export function usePins(conversation: Id): Loading & { pins: readonly MessageRow[] } {
  const queries = useQueryClient();
  const { live: net } = useNet();
  const live = useMemo(() => livePins(queries, conversation), [queries, conversation]);
  const { state, server, ...loading } = useLive(pinsKey(conversation), live);
  useEffect(() => {
    if (!server || server.due <= server.position) return;
    net.noteWrite(server.due);
    void queries.refetchQueries({ queryKey: pinsKey(conversation), exact: true }, { cancelRefetch: false });
  }, [server, conversation, queries, net]);
  return { ...loading, pins: state?.items ?? NONE };
}
