import { CSPProvider } from "@base-ui/react/csp-provider";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Toasts } from "../ui/Toasts";
import "../ui/styles.css";
import { DataProvider } from "./data";
import { router } from "./router";
import { warmUp } from "./warmUp";

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

createRoot(place).render(
  <StrictMode>
    {/* The content security policy allows no style elements. */}
    <CSPProvider disableStyleElements>
      <DataProvider>
        <RouterProvider router={router} />
        <Toasts />
      </DataProvider>
    </CSPProvider>
  </StrictMode>,
);

warmUp();
