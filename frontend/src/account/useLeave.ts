import { useRouter } from "@tanstack/react-router";
import { useLogOut } from "./session";

/** Signs out and goes to the front of the house, not to a page that asks to sign in again. */
export function useLeave(): () => Promise<void> {
  const logOut = useLogOut();
  const router = useRouter();
  return async () => {
    await router.navigate({ to: "/" });
    await logOut();
  };
}
