import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CommentForm } from "./CommentForm";

beforeEach(() => sessionStorage.clear());
afterEach(cleanup);

const box = () => screen.getByRole("textbox", { name: "Comment" });

function form(onSend = vi.fn()) {
  render(<CommentForm label="Comment" action="Comment" draftKey="post.1" onSend={onSend} />);
  return onSend;
}

it("is one line until somebody writes, then shows its button", async () => {
  form();
  expect(screen.queryByRole("button")).toBeNull();
  await userEvent.type(box(), "Hello");
  expect(screen.getByRole("button", { name: "Comment" })).toBeDefined();
});

it("sends without the spaces around, and is empty again", async () => {
  const onSend = form();
  await userEvent.type(box(), "  Hello  ");
  await userEvent.click(screen.getByRole("button", { name: "Comment" }));
  expect(onSend.mock.calls).toEqual([["Hello"]]);
  expect(box()).toHaveProperty("value", "");
});

it("sends with Ctrl and Enter", async () => {
  const onSend = form();
  await userEvent.type(box(), "Hello{Control>}{Enter}{/Control}");
  expect(onSend.mock.calls).toEqual([["Hello"]]);
});

it("sends nothing that is only spaces, and says so", async () => {
  const onSend = form();
  await userEvent.type(box(), "   {Control>}{Enter}{/Control}");
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByRole("alert").textContent).toBe("Write something first.");
  expect(box().getAttribute("aria-invalid")).toBe("true");
});

it("keeps half-written words until they are sent", async () => {
  form();
  await userEvent.type(box(), "Half a tho");
  cleanup();
  form();
  expect(box()).toHaveProperty("value", "Half a tho");
});
