/** The phone for pages. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Exchange } from "./exchange";
import type { PhoneState } from "./phone";

const PhoneContext = createContext<Exchange | undefined>(undefined);

export const PhoneProvider = PhoneContext.Provider;

function useExchange(): Exchange {
  const exchange = useContext(PhoneContext);
  if (!exchange) throw new Error("the phone is used outside of DataProvider");
  return exchange;
}

/** `usePhone()((phone) => phone.hangUp())` */
export function usePhone(): Exchange["act"] {
  return useExchange().act;
}

export function usePhoneState(): PhoneState {
  const exchange = useExchange();
  return useSyncExternalStore(exchange.subscribe, exchange.state);
}
