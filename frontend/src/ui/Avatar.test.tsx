import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Avatar, tintOf } from "./Avatar";

afterEach(cleanup);

const ada = { id: "0190f0a0-0000-7000-8000-000000000001", username: "ada", display_name: "Ada" };

it("shows the initial of who has no picture", () => {
  const { container } = render(<Avatar person={ada} />);
  expect(container.querySelector("text")?.textContent).toBe("A");
});

it("takes the whole first letter, however many units it has", () => {
  const { container } = render(<Avatar person={{ ...ada, display_name: "𝒜da" }} />);
  expect(container.querySelector("text")?.textContent).toBe("𝒜");
});

it("falls back to the initial when the picture does not load, and tries a new one", () => {
  const { container, rerender } = render(<Avatar person={{ ...ada, avatar: "https://example.org/a.png" }} />);
  fireEvent.error(container.querySelector("img") as HTMLImageElement);
  expect(container.querySelector("text")?.textContent).toBe("A");
  rerender(<Avatar person={{ ...ada, avatar: "https://example.org/b.png" }} />);
  expect(container.querySelector("img")?.src).toBe("https://example.org/b.png");
});

it("gives a person the same stone every time", () => {
  expect(tintOf(ada.id)).toBe(tintOf(ada.id));
  expect(tintOf(ada.id)).toContain("--tint");
});
