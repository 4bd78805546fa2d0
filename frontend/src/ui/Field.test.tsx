import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Field } from "./Field";

afterEach(cleanup);

const described = (input: HTMLElement) =>
  document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent;

it("is named by its label and described by its hint", () => {
  render(<Field label="Email" hint="Only you see it." />);
  expect(described(screen.getByRole("textbox", { name: "Email" }))).toBe("Only you see it.");
});

it("says what is wrong in place of the hint", () => {
  render(<Field label="Email" hint="Only you see it." error="Write an address." />);
  const input = screen.getByRole("textbox", { name: "Email" });
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(described(input)).toBe("Write an address.");
});

it.each([
  [90, null],
  [91, "9 left"],
  [100, "0 left"],
  [103, "3 too many"],
])("with %i of 100 characters it shows %j", (length, shown) => {
  // Each is one character to the server and two units to JavaScript.
  render(<Field label="Title" limit={100} value={"𝄞".repeat(length)} readOnly />);
  const words = screen.queryByText(/left|too many/)?.textContent ?? null;
  expect(words).toBe(shown);
});
