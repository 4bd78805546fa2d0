/** The phone for pages. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Phone, PhoneState } from "./phone";

const PhoneContext = createContext<Phone | undefined>(undefined);

export const PhoneProvider = PhoneContext.Provider;

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error("usePhone is used outside of DataProvider");
  return phone;
}

export function usePhoneState(): PhoneState {
  const phone = usePhone();
  return useSyncExternalStore(phone.subscribe, phone.state);
}
